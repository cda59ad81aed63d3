import Readings
import Rollouts
import Synchronization

/// What the metric sources of a run know: outcomes of every flag's entries, which only grow, and how their servers behave.
final class MetricWorld: Sendable {
    private struct Count {
        var until: Moment
        var treatment = ArmCounts()
        var control = ArmCounts()
        /// What was counted before the counters began anew.
        var lost = ArmCounts()
        var lostControl = ArmCounts()
    }

    private struct State {
        var counts: [String: Count] = [:]
        var troubles: [String: SourceTrouble] = [:]
        var last: [String: Reading.Outcome] = [:]
        var dice: Chance
    }

    private let natures: [String: FlagNature]
    private let start: Moment
    private let state: Mutex<State>

    init(natures: [FlagNature], start: Moment, chance: Chance) {
        self.natures = Dictionary(natures.map { ($0.flag, $0) }, uniquingKeysWith: { first, _ in first })
        self.start = start
        state = Mutex(State(dice: chance))
    }

    /// A source behaves so from now on; `nil`: as it should.
    func set(_ trouble: SourceTrouble?, flag: String) {
        state.withLock { state in
            state.troubles[flag] = trouble
            guard trouble == .restarted else { return }
            for (key, count) in state.counts where key.hasPrefix("\(flag) ") {
                state.counts[key]?.lost = count.treatment
                state.counts[key]?.lostControl = count.control
            }
        }
    }

    /// How the flag's source behaves.
    func trouble(_ flag: String) -> SourceTrouble? { state.withLock { $0.troubles[flag] } }

    /// Whether the flag does harm at `now`.
    func isHarmful(_ flag: String, at now: Moment) -> Bool { natures[flag]?.isHarmful(at: now - start) ?? false }

    /// The answer of a source that works, at the true time `now`.
    func answer(_ question: MetricQuestion, at now: Moment) -> Reading.Outcome {
        guard let nature = natures[question.flag] else { return .noData("nothing is known of \(question.flag)") }
        return state.withLock { state in
            let outcome = Self.outcome(&state, question, nature, now - start, now)
            state.last["\(question.flag) \(question.entry) \(question.metric.isValue)"] = outcome
            return outcome
        }
    }

    /// What was answered last to such a question.
    func lastAnswer(_ question: MetricQuestion) -> Reading.Outcome? {
        state.withLock { $0.last["\(question.flag) \(question.entry) \(question.metric.isValue)"] }
    }

    private static func outcome(
        _ state: inout State,
        _ question: MetricQuestion,
        _ nature: FlagNature,
        _ time: Duration,
        _ now: Moment
    ) -> Reading.Outcome {
        if question.metric.isValue {
            // Healthy values keep well below any limit of the plans, harmful ones well above.
            return .value(nature.isHarmful(at: time) ? 1000 : Double(state.dice.number(10...90)))
        }
        let key = "\(question.flag) \(question.entry)"
        // Outcomes are counted by the true time: whoever asks has a clock that may be off.
        var count = state.counts[key] ?? Count(until: now - (question.until - question.since))
        let new = max(.zero, now - count.until).inSeconds / 3600 * Double(nature.perHour)
        count.until = max(count.until, now)
        let share = question.percentage.fraction
        add(&count.treatment, new * share, nature.rate(at: time), &state.dice)
        add(&count.control, new * (1 - share), nature.controlRate, &state.dice)
        state.counts[key] = count
        return .counts(
            treatment: minus(count.treatment, count.lost),
            control: question.wantsControl ? minus(count.control, count.lostControl) : nil
        )
    }

    private static func add(_ arm: inout ArmCounts, _ mean: Double, _ rate: Double, _ dice: inout Chance) {
        let whole = Int(mean)
        let new = whole + (dice.happens(mean - Double(whole)) ? 1 : 0)
        arm.exposures += new
        arm.errors += dice.events(in: new, rate)
        arm.conversions = arm.exposures / 2
    }

    private static func minus(_ one: ArmCounts, _ other: ArmCounts) -> ArmCounts {
        ArmCounts(
            exposures: one.exposures - other.exposures,
            errors: one.errors - other.errors,
            conversions: one.conversions - other.conversions
        )
    }
}

extension Metric {
    /// Whether it asks for one number.
    var isValue: Bool {
        switch question {
        case .value: true
        case .counts, .parameters: false
        }
    }
}
