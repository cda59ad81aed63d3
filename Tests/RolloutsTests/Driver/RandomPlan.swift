/// Plans of one to five stages with up to four guards, as texts.
enum RandomPlan {
    static func text(_ random: inout Seeded, revision: Int) -> String {
        let shares = (0..<random.number(1...5)).map { _ in random.pick([1, 5, 10, 25, 50, 75, 100]) }
        var stages: [String] = []
        if random.happens(0.3) { stages.append(stage(100, #", "segments": ["staff"]"#, &random)) }
        for share in Set(shares).sorted() { stages.append(stage(share, "", &random)) }
        let guards = ["a", "b", "c", "d"].prefix(random.number(0...4)).map { criterion($0, &random) }
        var text = #"{"flagKey": "f", "revision": \#(revision), "stages": [\#(stages.joined(separator: ", "))]"#
        text += #", "guards": [\#(guards.joined(separator: ", "))], "onBreach": "\#(action(&random))""#
        text += #", "noData": {"for": "5m", "then": "\#(random.pick(["hold", "hold", "halt", "rollback"]))"}"#
        if random.happens(0.5) {
            text += #", "undecided": {"for": "2h", "then": "\#(random.pick(["halt", "rollback"]))"}"#
        }
        if random.happens(0.3) { text += #", "delay": "1m""# }
        if random.happens(0.1) { text += #", "startDate": "2026-12-26T12:00:00Z""# }
        if random.happens(0.3) { text += #", "takeOver": true"# }
        return text + "}"
    }

    private static func action(_ random: inout Seeded) -> String { random.pick(["rollback", "stepBack", "halt"]) }

    private static func stage(_ share: Int, _ segments: String, _ random: inout Seeded) -> String {
        let duration = random.pick(["0s", "1m", "10m", "1h"])
        let samples = random.pick([1, 20, 100])
        let approval = random.happens(0.15)
        return
            #"{"percentage": \#(share), "duration": "\#(duration)", "minSamples": \#(samples), "approval": \#(approval)\#(segments)}"#
    }

    private static func criterion(_ name: String, _ random: inout Seeded) -> String {
        let pass = random.pick(["estimate", "estimate", "evidence"])
        let rule =
            switch random.number(0...4) {
            case 0: #""maxErrorRate": 0.02, "pass": "\#(pass)""#
            case 1: #""minSuccessRate": 0.9, "comparedToControl": {}, "eventsPerUser": 3"#
            case 2: #""comparedToControl": {"maxRatio": 2}, "pass": "\#(pass)""#
            case 3: #""minConversionRate": 0.05"#
            default: #""max": 100, "failureLimit": \#(random.number(0...3))"#
            }
        let metric = rule.hasPrefix(#""max":"#) ? #"{"source": "s", "query": "q"}"# : #"{"source": "s"}"#
        // A conversion guard only gates the advance.
        let breach = rule.hasPrefix(#""minConversion"#) ? "" : #", "onBreach": "\#(action(&random))""#
        return #"{"name": "\#(name)", "metric": \#(metric), \#(rule)\#(breach)}"#
    }
}
