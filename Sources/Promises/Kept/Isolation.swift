import Rollouts

/// Promise 6: a broken plan, endpoint, channel or flag touches nothing but its own rollout. In runs where only the first
/// flag and channels are in trouble, the others are completed as if nothing were wrong.
struct Isolation: Promise {
    private var deadlines: [String: Moment] = [:]

    init(_ scenario: Scenario) {
        guard scenario.isLocal else { return }
        // A reading that is due, one that was just missed, and naps in between.
        let step = Duration.seconds(90) + scenario.grain * 6
        let first = scenario.rescan + scenario.grain * 4 + .seconds(60)
        for (plan, nature) in zip(scenario.plans, scenario.natures).dropFirst() {
            deadlines[plan.flag] = Scenario.dawn + first + plan.longest(perHour: nature.perHour, step: step)
        }
    }

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        if case .logged(let record) = happening, deadlines[record.flag] != nil {
            if record.event?.kind == .orphan {
                return Violation(6, "the plan of \(record.flag), which is there, was taken for gone")
            }
            if record.after.phase == .completed { deadlines[record.flag] = nil }
        }
        guard let late = deadlines.filter({ $0.value < now }).keys.min() else { return nil }
        return Violation(6, "\(late), which is in no trouble, is not completed in time")
    }
}
