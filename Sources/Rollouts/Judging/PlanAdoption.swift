/// What the plan directory does to a rollout: an edited plan, a file that is gone or back. Pure.
package enum PlanAdoption {
    /// What follows an edit.
    package enum Outcome: Sendable, Equatable {
        /// Nothing: the plan is the accepted one, or the phase does not react.
        case unchanged
        /// A change to commit together with the new plan's text.
        case change(Transition)
        /// The edit is not taken, and why.
        case refused(String)
    }

    /// Takes the plan with `digest` for a rollout that has accepted another before.
    ///
    /// - Parameter accepted: the plan accepted before. A guard that asks another question than there begins afresh: its
    ///   counts are not those of the old question. Without it, guards are known by their names alone.
    package static func edit(
        _ plan: Plan,
        digest: String,
        state: RolloutState,
        accepted: Plan? = nil,
        now: Moment
    ) -> Outcome {
        guard digest != state.planDigest else { return .unchanged }
        guard plan.revision >= state.planRevision else {
            return .refused(
                "revision \(plan.revision) is below the accepted \(state.planRevision); raise it, or put the file back"
            )
        }
        guard state.phase != .killed else { return .unchanged }
        if plan.revision > state.planRevision, state.phase != .scheduled {
            var transition = raise(plan, state, now)
            accept(plan, digest, &transition.state)
            return .change(transition)
        }
        var next = state
        accept(plan, digest, &next)
        next.actor = Steps.controller
        next.reason = "the plan was edited"
        switch state.phase {
        case .completed, .rolledBack, .halted, .killed: return .unchanged
        case .scheduled:
            next.stage = plan.firstStage
            if plan.stages.indices.contains(next.stage) { next.position = plan.stages[next.stage].position }
        case .progressing, .holding, .awaitingApproval, .paused:
            if let index = plan.index(of: state.position) { next.stage = index }
            next.guards = kept(state.guards, plan, accepted)
        }
        // A next stage that changed asks again.
        if let approval = next.approval, plan.index(of: approval) == nil { next.approval = nil }
        return .change(Transition(.planChanged, next))
    }

    private static func raise(_ plan: Plan, _ state: RolloutState, _ now: Moment) -> Transition {
        let steps = Steps(plan: plan, now: now)
        var why = "the plan's revision was raised from \(state.planRevision) to \(plan.revision): a new attempt"
        if let first = plan.stages.first?.position, first.isNarrower(than: state.position), state.hasExposure {
            why += ", which lowers the exposure from \(state.position) to \(first)"
        }
        return steps.restart(state, why: why, actor: Steps.controller)
    }

    /// What is still known of guards: of those that the plan has no more, or that ask another question now, nothing.
    private static func kept(_ known: [String: GuardState], _ plan: Plan, _ accepted: Plan?) -> [String: GuardState] {
        known.filter { name, _ in
            guard let condition = plan.guards.first(where: { $0.name == name }) else { return false }
            guard let before = accepted?.guards.first(where: { $0.name == name }) else { return true }
            return condition.metric == before.metric && condition.criterion.asksLike(before.criterion)
        }
    }

    /// The plan's file is gone.
    package static func lose(_ state: RolloutState) -> Transition? {
        guard state.orphaned == .none else { return nil }
        switch state.phase {
        case .completed, .rolledBack: return nil
        case .scheduled, .progressing, .holding, .awaitingApproval, .paused, .halted, .killed: break
        }
        var next = state
        next.orphaned = .orphaned
        next.reason = "the plan's file is gone; the rollout is guarded by the plan kept in Redis and does not advance"
        next.actor = Steps.controller
        return Transition(.orphan, next)
    }

    /// The plan's file is back.
    package static func find(_ state: RolloutState) -> Transition? {
        guard state.orphaned != .none else { return nil }
        var next = state
        next.orphaned = .none
        next.reason = "the plan's file is back"
        next.actor = Steps.controller
        return Transition(.adopt, next)
    }

    private static func accept(_ plan: Plan, _ digest: String, _ state: inout RolloutState) {
        state.planRevision = plan.revision
        state.planDigest = digest
    }
}

extension Guard.Criterion {
    /// Whether it judges the same kind of answer as `other`.
    fileprivate func asksLike(_ other: Guard.Criterion) -> Bool {
        switch (self, other) {
        case (.proportion, .proportion), (.conversion, .conversion), (.value, .value): true
        case (.proportion, _), (.conversion, _), (.value, _): false
        }
    }
}
