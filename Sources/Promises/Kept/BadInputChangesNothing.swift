import Rollouts

/// Promise 8: a plan that cannot be read is never taken, and an order that does not fit changes nothing.
struct BadInputChangesNothing: Promise {
    private var drafts: [String: PlanDraft]
    private var good: Set<String>
    /// Orders that operators wrote, by the log's id, which are still to be told as taken.
    private var operators: Int

    init(_ scenario: Scenario) {
        drafts = Dictionary(scenario.plans.map { ($0.flag, $0) }, uniquingKeysWith: { first, _ in first })
        good = Set(scenario.plans.map(\.text))
        operators = scenario.nodes
    }

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .trouble(let timed):
            guard case .editPlan(let flag, let raised) = timed.trouble else { return nil }
            drafts[flag]?.edit(raised: raised)
            if let text = drafts[flag]?.text { good.insert(text) }
        case .logged(let record):
            guard let text = record.after.planText, !text.isEmpty, !good.contains(text) else { return nil }
            return Violation(8, "\(record.flag) was given a plan that no file ever held: \(text.prefix(200))")
        case .said, .wrote, .published, .forgot, .given, .ordered, .delivered, .began, .ended, .leaked, .healed, .closed: break
        }
        return nil
    }
}
