package import Rollouts

/// A plan as it is simulated: what depends on the world outside of the traffic is taken as given.
///
/// It starts at once, its window is open, nothing has to be completed before it, and value and conversion guards are met:
/// an error rate says nothing of them. Ever-growing counters are read at the entry.
package struct SimulatedPlan: Sendable {
    /// The plan without what is taken as given.
    package let plan: Plan
    /// Why the simulation may differ from the rollout, as sentences without a full stop.
    package let assumptions: [String]

    /// Prepares `plan`.
    package init(_ plan: Plan) {
        var simulated = plan
        simulated.startDate = nil
        simulated.after = []
        simulated.window = nil
        simulated.guards = plan.guards.filter(\.criterion.watchesHarm)
        for index in simulated.guards.indices { simulated.guards[index].metric.counting = .window }
        self.plan = simulated
        assumptions = Self.assumptions(of: plan)
    }

    /// Whether any guard is compared with control.
    var isCompared: Bool { plan.guards.contains { $0.proportion?.control != nil } }

    /// The longest that a run is followed: what holds then is counted as holding. Twice the plan and its deadline, and a day.
    var horizon: Int {
        let stages = plan.stages.reduce(0) { $0 &+ $1.duration.milliseconds }
        return 2 &* (stages &+ (plan.undecided?.wait.milliseconds ?? 0)) &+ 86_400_000
    }

    /// The shortest interval of a guard, or half a minute where there is none.
    var interval: Int { plan.guards.map(\.interval.milliseconds).min() ?? 30_000 }

    private static func assumptions(of plan: Plan) -> [String] {
        let met = plan.guards.filter { !$0.criterion.watchesHarm }.map(\.name)
        var sentences = ["users come and fail independently of each other, evenly over the day"]
        if plan.startDate != nil || !plan.after.isEmpty { sentences.append("startDate and after are met") }
        if plan.window != nil { sentences.append("the window is always open") }
        if plan.stages.contains(where: \.approval) { sentences.append("approvals are given at once") }
        if !met.isEmpty { sentences.append("\(met.joined(separator: ", ")): taken as met, an error rate says nothing of it") }
        if plan.stages.contains(where: { !$0.position.segments.isEmpty }) {
            sentences.append("segments hold \(Figures.percent(PoissonTraffic.segmentShare)) of the users")
        }
        return sentences
    }
}

extension Guard {
    /// Its share and limits, where it is one.
    var proportion: Proportion? {
        switch criterion {
        case .proportion(let proportion): proportion
        case .conversion, .value: nil
        }
    }
}
