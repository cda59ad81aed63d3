import Rollouts

/// One rollout under a rule that counts, on the traffic that the judge would see.
struct RuleCourse<Rule: CountingRule> {
    let simulated: SimulatedPlan
    var flow: Flow
    var rule: Rule

    /// Follows it to its end: completed or rolled back.
    mutating func run() -> Run {
        let plan = simulated.plan
        var now = 0
        for index in plan.stages.indices.dropFirst(max(0, plan.startingStage)) {
            flow.enter(plan.stages[index].position, at: now)
            let isBroken = stage(index, from: &now)
            if isBroken { return ended(.rolledBack, at: now) }
        }
        return ended(.completed, at: now)
    }

    /// Whether the rule rolls back in a stage that begins at `now`, which is left at the stage's end or the rollback.
    private mutating func stage(_ index: Int, from now: inout Int) -> Bool {
        let end = now + simulated.plan.stages[index].duration.milliseconds
        let limit = simulated.limit(inStage: index)
        var looked = now
        var seen = ArmCounts()
        while now < end {
            // The judge's own steps, so that both see the same users.
            now = min(end, now + simulated.interval)
            flow.read(at: now)
            guard let limit, now - looked >= ComparedRule.interval.milliseconds else { continue }
            looked = now
            let all = flow.counted.exposed
            let new = ArmCounts(exposures: all.exposures - seen.exposures, errors: all.errors - seen.errors)
            seen = all
            if rule.look(new, limit: limit) { return true }
        }
        return limit.map { rule.leave(flow.counted.exposed, limit: $0) } ?? false
    }

    private mutating func ended(_ end: Run.End, at now: Int) -> Run {
        flow.end(at: now)
        return Run(
            end: end,
            exposed: flow.total.exposures,
            harmed: flow.total.errors,
            seconds: Double(now) / 1000,
            events: []
        )
    }
}

extension SimulatedPlan {
    /// The strictest limit of any guard in a stage.
    func limit(inStage index: Int) -> Proportion.Limit? {
        plan.guards(inStage: index).compactMap { $0.proportion?.limit(inStage: index) }.min { $0.errorRate < $1.errorRate }
    }
}
