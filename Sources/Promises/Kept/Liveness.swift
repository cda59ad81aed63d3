import Rollouts

/// Promises 6 and 10 at the end of a run: once every trouble is over, each rollout comes to rest, and a healthy one that
/// nobody stopped is completed.
struct Liveness: Promise {
    private let natures: [String: FlagNature]
    private var plans = PlanCache()

    init(_ scenario: Scenario) {
        natures = Dictionary(scenario.natures.map { ($0.flag, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a rollout has nothing more to do by itself.
    static func rests(_ sight: Sight) -> Bool {
        switch sight.phase {
        case .completed, .rolledBack, .killed, .halted, .paused, .scheduled: true
        case .progressing, .holding, .awaitingApproval, nil: false
        }
    }

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        guard case .closed(let sights) = happening else { return nil }
        for (flag, sight) in sights {
            guard let why = stalls(sight, sights, now) else { continue }
            return Violation(10, "\(flag) \(why) long after every trouble was over")
        }
        return nil
    }

    private mutating func stalls(_ sight: Sight, _ sights: [(key: String, value: Sight)], _ now: Moment) -> String? {
        switch sight.phase {
        case .completed, .rolledBack, .killed, .halted, .paused: return nil
        case nil: return "has no rollout"
        case .progressing, .holding, .awaitingApproval:
            return "is \(sight.phase?.rawValue ?? "") at \(sight.percentage ?? .zero)"
        case .scheduled:
            guard let plan = plans.plan(sight.planText) else { return "has no plan" }
            let waits = plan.after.contains { name in sights.first { $0.key == name }?.value.phase != .completed }
            let isKilled = sight.enabled == false
            let wantsStart = plan.stages.first?.approval == true
            // A flag that is on above the first stage waits for an order.
            let isLive = sight.share ?? .zero > .zero
            return waits || isKilled || wantsStart || isLive ? nil : "has not begun"
        }
    }
}
