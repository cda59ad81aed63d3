/// The transitions of a rollout, each made from the state before it: what the judge, orders and edits have in common.
struct Steps {
    let plan: Plan
    let now: Moment

    /// The actor of what nobody ordered.
    static let controller = "controller"

    // MARK: - Entering

    /// Into the first stage that the plan begins with; a flag that was off is turned on by it.
    func start(_ state: RolloutState, reason: String, actor: String) -> Transition {
        var transition = enter(plan.firstStage, state, .start, why: reason, actor: actor)
        transition.flag?.enabled = true
        return transition
    }

    /// Into the stage at `index`; `afresh` begins the evidence of harm anew.
    func enter(
        _ index: Int,
        _ state: RolloutState,
        _ kind: Transition.Kind,
        why: String,
        actor: String,
        afresh: Bool = false
    ) -> Transition {
        guard plan.stages.indices.contains(index) else {
            return enterAnew(state, kind, why: why, actor: actor, afresh: afresh)
        }
        var next = state
        next.stage = index
        next.position = plan.stages[index].position
        return enterAnew(next, kind, why: why, actor: actor, afresh: afresh)
    }

    /// Into the stage of `state`'s position, whether or not the plan still has it: it never jumps.
    func enterAnew(
        _ state: RolloutState,
        _ kind: Transition.Kind,
        why: String,
        actor: String,
        afresh: Bool
    ) -> Transition {
        var next = settled(state, .progressing, why: why, actor: actor)
        next.percentage = next.position.percentage
        next.breached = []
        next.previousPhase = nil
        // An approval given early is kept for the stage that it names only: once that is not the next one, it is spent.
        let following = plan.stageAbove(next.position).map { plan.stages[$0].position }
        if next.approval != following { next.approval = nil }
        reenter(&next, afresh: afresh)
        return Transition(kind, next, flag: .init(enabled: nil, position: next.position, entry: next.entry))
    }

    /// Back to waiting for its start, of a rollout that never began.
    func awaitStart(_ state: RolloutState, _ kind: Transition.Kind, why: String, actor: String) -> Transition {
        var next = settled(state, .scheduled, why: why, actor: actor)
        next.stage = plan.firstStage
        if plan.stages.indices.contains(next.stage) { next.position = plan.stages[next.stage].position }
        next.percentage = .zero
        next.breached = []
        next.previousPhase = nil
        next.pausedFor = .zero
        return Transition(kind, next)
    }

    /// A new attempt from the first stage; evidence of harm begins afresh with it.
    func restart(_ state: RolloutState, why: String, actor: String) -> Transition {
        var fresh = state
        fresh.attempt += 1
        fresh.approval = nil
        fresh.guards = [:]
        guard state.hasBegun else { return awaitStart(fresh, .restart, why: why, actor: actor) }
        return enter(0, fresh, .restart, why: why, actor: actor, afresh: true)
    }

    /// Makes `state` a new entry of its stage at `now`; evidence that begins afresh is recorded in its reason.
    func reenter(_ state: inout RolloutState, afresh: Bool) {
        state.entries += 1
        state.stageSince = now
        state.pausedFor = .zero
        var guards: [String: GuardState] = [:]
        for condition in plan.guards {
            let counting = condition.metric.counting
            if !afresh, var known = state.guards[condition.name] {
                known.enter(state.entry, counting: counting)
                guards[condition.name] = known
            } else {
                guards[condition.name] = GuardState(entry: state.entry, counting: counting)
            }
        }
        state.guards = guards
        if afresh { state.reason += state.reason.isEmpty ? Self.afresh : "; \(Self.afresh)" }
    }

    /// Said wherever it happens, since it is a new chance of a false alarm.
    static let afresh = "evidence of harm begins afresh"

    // MARK: - Waiting

    func hold(_ state: RolloutState, _ reason: HoldReason, why: String, guardName: String?) -> Transition {
        let phase: Phase = state.phase == .scheduled ? .scheduled : .holding
        var next = settled(state, phase, why: why, actor: Self.controller)
        next.hold = reason
        let goesOn = state.hold?.isUndecided == true && reason.isUndecided
        next.holdSince = goesOn ? state.holdSince : now
        next.remindedAt = goesOn ? state.remindedAt : nil
        return Transition(.hold, next, guardName: guardName)
    }

    func recover(_ state: RolloutState, why: String) -> Transition {
        Transition(.recover, settled(state, .progressing, why: why, actor: Self.controller))
    }

    func remind(_ state: RolloutState, why: String, guardName: String?) -> Transition {
        var next = state
        next.remindedAt = now
        next.reason = why
        next.actor = Self.controller
        return Transition(.remind, next, guardName: guardName)
    }

    func awaitApproval(_ state: RolloutState, next stage: Stage) -> Transition {
        let why = "every guard passed; \(stage.position) wants an operator's approval"
        return Transition(.awaitApproval, settled(state, .awaitingApproval, why: why, actor: Self.controller))
    }

    func complete(_ state: RolloutState, why: String, actor: String) -> Transition {
        Transition(.complete, settled(state, .completed, why: why, actor: actor))
    }

    // MARK: - Protecting

    func protect(
        _ state: RolloutState,
        _ action: BreachAction,
        why: String,
        guardName: String?,
        breached: [String] = [],
        actor: String = controller
    ) -> Transition {
        switch action {
        case .halt:
            var next = settled(state, .halted, why: why, actor: actor)
            next.breached = remember(breached, in: state)
            return Transition(.halt, next, guardName: guardName)
        case .stepBack:
            return stepBack(state, why: why, guardName: guardName, breached: breached, actor: actor)
        case .rollback:
            var next = settled(state, .rolledBack, why: why, actor: actor)
            next.percentage = .zero
            next.approval = nil
            let position = Stage.Position(percentage: .zero, segments: state.position.segments)
            return Transition(
                .rollback,
                next,
                flag: .init(enabled: nil, position: position, entry: state.entry),
                guardName: guardName
            )
        }
    }

    private func stepBack(
        _ state: RolloutState,
        why: String,
        guardName: String?,
        breached: [String],
        actor: String
    ) -> Transition {
        var next = settled(state, .halted, why: why, actor: actor)
        next.breached = remember(breached, in: state)
        next.approval = nil
        if let before = plan.stageBelow(state.position) {
            next.stage = before
            next.position = plan.stages[before].position
            next.percentage = next.position.percentage
        } else {
            next.percentage = .zero
        }
        reenter(&next, afresh: false)
        let written = Stage.Position(percentage: next.percentage, segments: next.position.segments)
        return Transition(
            .stepBack,
            next,
            flag: .init(enabled: nil, position: written, entry: next.entry),
            guardName: guardName
        )
    }

    /// Guards whose breach has been answered: those of before, where it was halted already, and `breached`.
    private func remember(_ breached: [String], in state: RolloutState) -> [String] {
        let known = state.phase == .halted ? state.breached : []
        return known + breached.filter { !known.contains($0) }
    }

    // MARK: - Common

    /// `state` in `phase` from now on, nothing held; a pause that ends is added up.
    func settled(_ state: RolloutState, _ phase: Phase, why: String, actor: String) -> RolloutState {
        var next = state
        if state.phase == .paused, phase != .paused { next.pausedFor += max(.zero, now - state.phaseSince) }
        next.phase = phase
        if phase != state.phase { next.phaseSince = now }
        next.hold = nil
        next.holdSince = nil
        next.remindedAt = nil
        next.reason = why
        next.actor = actor
        return next
    }
}
