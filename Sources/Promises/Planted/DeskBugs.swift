import Control
import Readings
import Rollouts
import Synchronization

/// A desk that misunderstands sources in one way.
final class CarelessDesk: ReadingDesk {
    /// The way.
    enum Way: Sendable {
        /// What cannot be reached is taken for failing.
        case outageIsHarm
        /// A number that is none passes, and so does an answer that cannot be read.
        case nothingPasses
        /// The first answer of an entry is given again and again, as if the source had been asked.
        case firstAnswerStands
        /// Counts of all entries of a flag are added up.
        case oldEntriesCount
    }

    private let base: any ReadingDesk
    private let way: Way
    private let memory = Mutex<[String: Reading.Outcome]>([:])
    private let failures = Mutex(0)

    init(_ base: any ReadingDesk, _ way: Way) {
        self.base = base
        self.way = way
    }

    func leastInterval(of source: String?) -> Duration? { base.leastInterval(of: source) }
    func close() async { await base.close() }

    func read(_ question: MetricQuestion) async -> Reading.Outcome {
        if case .firstAnswerStands = way, let known = memory.withLock({ $0[Self.key(question)] }) { return known }
        let outcome = await base.read(question)
        return switch way {
        case .outageIsHarm: harm(outcome, question)
        case .nothingPasses: passing(outcome, question)
        case .firstAnswerStands: standing(outcome, question)
        case .oldEntriesCount: summed(outcome, question)
        }
    }

    private func harm(_ outcome: Reading.Outcome, _ question: MetricQuestion) -> Reading.Outcome {
        guard case .unreachable = outcome else { return outcome }
        if question.metric.isValue { return .value(1e9) }
        let count = failures.withLock { failures in
            failures += 1000
            return failures
        }
        return .counts(treatment: ArmCounts(exposures: 1_000_000 + count, errors: 1_000_000 + count), control: nil)
    }

    private func passing(_ outcome: Reading.Outcome, _ question: MetricQuestion) -> Reading.Outcome {
        switch outcome {
        case .value(let value): .value(value.isFinite ? value : 0)
        case .counts: outcome
        case .noData, .malformed, .unreachable:
            question.metric.isValue
                ? .value(0)
                : .counts(
                    treatment: ArmCounts(exposures: 1_000_000),
                    control: question.wantsControl ? ArmCounts(exposures: 1_000_000, errors: 100) : nil
                )
        }
    }

    private func standing(_ outcome: Reading.Outcome, _ question: MetricQuestion) -> Reading.Outcome {
        if outcome.isUsable { memory.withLock { $0[Self.key(question)] = outcome } }
        return outcome
    }

    private static func key(_ question: MetricQuestion) -> String {
        "\(question.flag) \(question.entry) \(question.metric.isValue) \(question.wantsControl)"
    }

    private func summed(_ outcome: Reading.Outcome, _ question: MetricQuestion) -> Reading.Outcome {
        guard case .counts(let treatment, let control) = outcome else { return outcome }
        let before = memory.withLock { memory in
            memory["\(question.flag) \(question.entry)"] = outcome
            return memory.filter { $0.key.hasPrefix("\(question.flag) ") && $0.key != "\(question.flag) \(question.entry)" }
        }
        let exposures = before.values.reduce(0) { sum, outcome in
            if case .counts(let treatment, _) = outcome { sum + treatment.exposures } else { sum }
        }
        return .counts(
            treatment: ArmCounts(exposures: treatment.exposures + exposures, errors: treatment.errors),
            control: control
        )
    }
}

/// A desk that puts a secret into its sentences.
struct LeakingDesk: ReadingDesk {
    let base: any ReadingDesk

    func leastInterval(of source: String?) -> Duration? { base.leastInterval(of: source) }
    func close() async { await base.close() }

    func read(_ question: MetricQuestion) async -> Reading.Outcome {
        switch await base.read(question) {
        case .unreachable(let why): .unreachable("\(why) at https://user:\(SimulatedVault.mark)-source@metrics.test")
        case .malformed(let why): .malformed("\(why) from https://user:\(SimulatedVault.mark)-source@metrics.test")
        case .counts(let treatment, let control): .counts(treatment: treatment, control: control)
        case .value(let value): .value(value)
        case .noData(let why): .noData(why)
        }
    }
}
