import Rollouts

/// What a run's plan says, before it is written: an edit changes it and writes it again.
package struct PlanDraft: Sendable, Equatable {
    /// A stage.
    package struct Step: Sendable, Equatable {
        var percentage: Int
        var seconds: Int
        var minSamples: Int
        var approval: Bool
    }

    /// The flag.
    package var flag: String
    /// The revision.
    package var revision = 1
    /// The stages, the shares rising.
    package var steps: [Step]
    /// The guards' texts.
    package var guards: [String]
    /// The plan's other members, each with a comma before it.
    package var more: String
    /// How often it was edited.
    package var edits = 0

    /// The sum of the stages' durations.
    package var length: Duration { .seconds(steps.reduce(0) { $0 + $1.seconds }) }

    /// How long a healthy rollout by this plan takes at most, with nothing in its way: durations, samples, and what
    /// `step` adds to each stage.
    func longest(perHour: Int, step: Duration) -> Duration {
        steps.reduce(Duration.zero) { sum, next in
            let pace = Double(max(1, perHour * next.percentage)) / 100 / 3600
            return sum + .seconds(next.seconds) + .milliseconds(Int(Double(next.minSamples) / pace * 1500)) + step
        }
    }

    /// The file's text.
    package var text: String {
        let stages = steps.map { step in
            #"{"percentage": \#(step.percentage), "duration": "\#(step.seconds)s", "minSamples": \#(step.minSamples)"#
                + (step.approval ? #", "approval": true}"# : "}")
        }
        return #"{"flagKey": "\#(flag)", "revision": \#(revision), "description": "edit \#(edits)"\#(more), "#
            + #""stages": [\#(stages.joined(separator: ", "))], "guards": [\#(guards.joined(separator: ", "))]}"#
    }

    /// The plan with another text: a higher revision, or a stage of another length.
    mutating func edit(raised: Bool) {
        edits += 1
        if raised { revision += 1 }
        let index = edits % steps.count
        steps[index].seconds += raised ? 0 : 5
    }

    /// A plan of a few stages of minutes for `flag`, perhaps waiting for one of `others`.
    static func draw(_ flag: String, after others: [String], _ chance: inout Chance) -> PlanDraft {
        let shares = Set((0..<chance.number(1...4)).map { _ in chance.pick([5, 10, 25, 50, 75, 100]) }).sorted()
        let steps = shares.map { share in
            Step(
                percentage: share,
                seconds: chance.pick([0, 20, 45, 90, 180]),
                minSamples: chance.pick([1, 10, 50]),
                approval: chance.happens(0.08)
            )
        }
        var more = #", "interval": "\#(chance.pick(["15s", "20s", "30s"]))""#
        more += #", "onBreach": "\#(chance.pick(["rollback", "rollback", "rollback", "stepBack", "halt"]))""#
        let silence = chance.pick(["hold", "hold", "hold", "halt", "rollback"])
        more += #", "noData": {"for": "\#(chance.pick(["1m", "2m", "5m"]))", "then": "\#(silence)"}"#
        if !others.isEmpty, chance.happens(0.15) { more += #", "after": ["\#(chance.pick(others))"]"# }
        if chance.happens(0.2) { more += #", "alerts": ["\#(chance.pick(["pager", "archive"]))"]"# }
        return PlanDraft(flag: flag, steps: steps, guards: guards(&chance), more: more)
    }

    private static func guards(_ chance: inout Chance) -> [String] {
        var guards: [String] = []
        let source = chance.pick(["steady", "steady", "eager"])
        if chance.happens(0.85) {
            guards.append(#"{"name": "errors", "metric": {"source": "\#(source)"}, "maxErrorRate": 0.05}"#)
        }
        if chance.happens(0.3) {
            guards.append(
                #"{"name": "compared", "metric": {"source": "\#(source)"}, "comparedToControl": {"maxRatio": 3}}"#
            )
        }
        if chance.happens(0.4) {
            guards.append(
                #"{"name": "latency", "metric": {"source": "steady", "query": "p99"}, "max": 200, "#
                    + #""failureLimit": \#(chance.number(0...2))}"#
            )
        }
        return guards
    }
}
