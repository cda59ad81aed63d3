import Rollouts

/// Plans by their texts, each read once.
struct PlanCache: Sendable {
    private var plans: [String: Plan?] = [:]

    /// The plan that `text` says; `nil` for none.
    mutating func plan(_ text: String?) -> Plan? {
        guard let text else { return nil }
        if let known = plans[text] { return known }
        let plan = PlanReader.read(Array(text.utf8), context: PlanContext(defaultSource: "steady")).plan
        plans[text] = .some(plan)
        return plan
    }
}
