import Alerts
import Readings
import Rollouts
import Store
import Wire

@testable import Promises

/// Hand-made histories for the promises, one flag `f0` long.
enum Tale {
    /// Two stages of a minute, guarded by one value.
    static let plan = #"""
        {"flagKey": "f0", "revision": 1, "interval": "15s", "stages": [
          {"percentage": 10, "duration": "60s", "minSamples": 1}, {"percentage": 50, "duration": "60s", "minSamples": 1}],
         "guards": [{"name": "latency", "metric": {"source": "steady", "query": "p99"}, "max": 200}]}
        """#

    /// So many seconds after the dawn.
    static func at(_ seconds: Int) -> Moment { Scenario.dawn + .seconds(seconds) }

    /// What stands there of the flag; the flag has what the rollout says, unless told otherwise.
    static func sight(
        _ phase: Phase,
        _ percentage: Int,
        stage: Int = 0,
        entries: Int = 1,
        version: Int = 1,
        share: Int? = nil,
        enabled: Bool = true
    ) -> Sight {
        Sight(
            rollout: [
                "phase": phase.rawValue, "percentage": "\(percentage)", "stage": "\(stage)", "attempt": "1",
                "entries": "\(entries)", "version": "\(version)", "plan": plan, "planRevision": "1",
            ],
            flag: ["enabled": enabled ? "1" : "0", "rolloutPercentage": "\(share ?? percentage)", "rolloutEntry": "1.\(entries)"]
        )
    }

    /// An entry of the log that leads from one sight to another.
    static func logged(
        _ kind: Transition.Kind,
        _ before: Sight,
        _ after: Sight,
        second: Int,
        id: String? = nil,
        author: Int = 0,
        actor: String = "controller",
        guardName: String? = nil
    ) -> Happening {
        func spot(_ sight: Sight) -> JSON {
            [
                "phase": JSON(sight.phase?.rawValue ?? "scheduled"), "percentage": (sight.percentage ?? .zero).json,
                "stage": JSON(sight.stage ?? 0),
            ]
        }
        let json = JSON.object([
            ("type", "rollout"), ("kind", JSON(kind.rawValue)), ("flag", "f0"), ("at", JSON(at(second).rfc3339)),
            ("actor", JSON(actor)), ("reason", "so it was"), ("from", spot(before)), ("to", spot(after)), ("attempt", 1),
            ("entry", JSON(after.entry)), ("stageSince", JSON(at(second).rfc3339)), ("orders", []), ("plan", [:]),
            ("guard", guardName.map { JSON($0) }),
        ])
        return .logged(
            LogRecord(
                id: id ?? "\(at(second).milliseconds)-0",
                flag: "f0",
                kind: kind.rawValue,
                event: RolloutEvent(json: json),
                json: json,
                author: author,
                before: before,
                after: after,
                at: at(second)
            )
        )
    }

    /// An entry of the log that is about no rollout.
    static func noted(_ notice: Notice, second: Int) -> Happening {
        .logged(
            LogRecord(
                id: "\(at(second).milliseconds)-0",
                flag: "",
                kind: "system",
                event: nil,
                json: notice.json,
                author: 0,
                before: Sight(),
                after: Sight(),
                at: at(second)
            )
        )
    }

    /// What a controller was told of the latency.
    static func given(_ outcome: Reading.Outcome, second: Int, entry: String = "1.1") -> Happening? {
        guard let metric = PlanCacheOfOne.plan?.guards.first?.metric else { return nil }
        return .given(
            GivenReading(
                process: 0,
                question: .init(
                    flag: "f0",
                    percentage: .zero,
                    stage: 0,
                    since: at(0),
                    until: at(second),
                    entry: entry,
                    metric: metric,
                    wantsControl: false,
                    wantsConversions: false
                ),
                asked: at(second),
                outcome: outcome
            )
        )
    }

    private enum PlanCacheOfOne {
        static var plan: Plan? {
            var cache = PlanCache()
            return cache.plan(Tale.plan)
        }
    }

    /// The first violation of `history`, each happening with its second.
    static func violation(of promise: some Promise, _ history: [(Int, Happening?)]) -> Violation? {
        var promise = promise
        for (second, happening) in history {
            guard let happening else { return Violation(0, "the tale itself cannot be told") }
            if let violation = promise.observe(happening, at: at(second)) { return violation }
        }
        return nil
    }
}
