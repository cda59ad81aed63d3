import Evidence

/// Judges one guard of a rollout: credits its readings and says how it stands.
struct GuardJudge {
    let plan: Plan
    let condition: Guard
    let state: RolloutState
    /// Index of the stage whose limits hold.
    let stage: Int
    let now: Moment

    /// How long after an entry the sample ratio is first looked at: clients' caches turn over in that time.
    static let settle = Duration.seconds(300)
    /// A reading is fresh for at least so long, however short the interval.
    static let leastFreshness = Duration.seconds(1)
    /// Outcomes missed at the entry's own pace that show that traffic has stopped: by chance once in e^20.
    static let missedOutcomes = 20.0
    /// The logarithm of the evidence of harm at which nothing is taken for a pass: 10.
    static let doubt = Confidence.threshold(alpha: 1.0 / 10)
    /// The logarithm of the evidence at which safety is shown: 1/β, β = 0.05.
    static let safe = Confidence.threshold(alpha: 0.05)
    /// The logarithm of the evidence at which the sample ratio is off: 1/α, α = 0.001.
    static let sampleRatioOff = Confidence.threshold(alpha: 0.001)

    /// Why a guard cannot be judged.
    typealias Trouble = (standing: Verdict.Standing, message: String)

    /// How old a reading may be to count as fresh.
    var freshness: Duration { max(condition.interval * 3, Self.leastFreshness) }

    /// Whether there is a control to compare with: at 100 % there is none.
    var isCompared: Bool { state.percentage > .zero && state.percentage < .all }

    /// Why counts cannot be judged yet; `nil` when they can.
    func waiting(_ known: GuardState, samples: Int) -> Trouble? {
        if let trouble = trouble(known) { return trouble }
        let least = plan.stages.indices.contains(stage) ? plan.stages[stage].minSamples : 0
        if samples < max(1, least) {
            return (
                .samplesMissing,
                "\(Figures.count(samples)) of the \(Figures.count(max(1, least))) outcomes that it needs"
            )
        }
        if let grown = known.lastGrowth, let asked = known.lastUsable {
            let silence = asked - grown
            let busy = max(0.001, (grown - state.stageSince).inSeconds)
            if silence.inSeconds * Double(samples) / busy >= Self.missedOutcomes, silence > freshness {
                return (.samplesMissing, "no outcome has come for \(silence.shown): the readings are old")
            }
        }
        return nil
    }

    /// What is wrong with the readings themselves; `nil` when the last usable one is fresh.
    func trouble(_ known: GuardState) -> Trouble? {
        if let failing = known.failingSince {
            let heard = known.lastUsable ?? state.stageSince + plan.delay
            // A time in which nobody asked (the controller was away, the guard is new) is no outage of the source.
            let silence = now - (failing - heard > freshness ? failing : heard)
            if silence >= condition.noData.wait {
                return (.noData, "no usable reading for \(silence.shown)" + GuardPhrase.why(known.last))
            }
        }
        guard let usable = known.lastUsable, usable <= now else {
            return (.unread, "not read yet" + GuardPhrase.why(known.last))
        }
        guard now - usable <= freshness else {
            return (.unread, "its last usable reading is \((now - usable).shown) old" + GuardPhrase.why(known.last))
        }
        return nil
    }
}

extension Duration {
    /// For people: whole seconds from one second on.
    fileprivate var shown: String {
        self < .seconds(1) ? planText : Duration.seconds(components.seconds).planText
    }
}
