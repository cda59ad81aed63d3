import Rollouts

/// Promise 1, its second half, and promise 7: a share never falls but by a breach or an order, and what only cannot be read
/// never rolls a healthy rollout back, unless its plan says so. Judged by what is true of the feature.
struct NothingFallsByItself: Promise {
    private let natures: [String: FlagNature]
    private var plans = PlanCache()

    init(_ scenario: Scenario) {
        natures = Dictionary(scenario.natures.map { ($0.flag, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        guard case .logged(let record) = happening, let event = record.event, !record.isOrder, !record.raisesRevision,
            !record.isRecall
        else { return nil }
        let falls = record.after.exposure < record.before.exposure
        guard [.rollback, .stepBack, .halt].contains(event.kind) else {
            return falls
                ? Violation(1, "\(event.kind.rawValue) lowered \(record.flag) without a breach or an order") : nil
        }
        guard let name = event.guardName else {
            return Violation(1, "\(event.kind.rawValue) of \(record.flag) names no guard and no order")
        }
        guard let plan = plans.plan(record.before.planText),
            let condition = plan.guards.first(where: { $0.name == name })
        else { return Violation(1, "\(event.kind.rawValue) of \(record.flag) by '\(name)', which its plan does not have") }
        if condition.noData.then != .hold { return nil }
        let isHarmful = natures[record.flag]?.isHarmful(at: now - Scenario.dawn) ?? false
        guard !isHarmful else { return nil }
        return Violation(7, "\(event.kind.rawValue) of \(record.flag), which is healthy: \(event.reason)")
    }
}
