/// An order that was not taken, and what to do instead.
package struct OrderRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Why, and which order would fit.
    package var description: String
    /// Stable names for programs.
    package enum Code: String, Sendable {
        /// The phase does not allow it.
        case wrongPhase = "wrong_phase"
        /// A guard is breached or unread.
        case guardsNotClear = "guards_not_clear"
        /// There is nothing to do it to.
        case nothingToDo = "nothing_to_do"
    }
    /// What kind of refusal it is.
    package var code: Code
}

/// Who orders, and why.
package struct OrderTicket: Sendable, Equatable {
    /// The order.
    package var order: Order
    /// Who, for the audit trail.
    package var actor: String
    /// Why.
    package var reason: String
    /// Whether it goes through guards that are breached or unread, and starts that wait.
    package var force: Bool

    /// An order by `actor`.
    package init(_ order: Order, actor: String, reason: String, force: Bool = false) {
        self.order = order
        self.actor = actor
        self.reason = reason
        self.force = force
    }
}

/// Takes orders: the one table of what may be ordered in which phase. Pure.
package struct OrderDesk {
    let plan: Plan
    let state: RolloutState
    let now: Moment

    /// The desk for a rollout at `now`.
    package init(plan: Plan, state: RolloutState, now: Moment) {
        self.plan = plan
        self.state = state
        self.now = now
    }

    private var steps: Steps { Steps(plan: plan, now: now) }

    /// The orders that fit the present phase, for messages and buttons.
    package var fitting: [Order] {
        Order.allCases.filter { order in
            if case .failure = check(OrderTicket(order, actor: "", reason: "", force: true)) { return false }
            return true
        }
    }

    /// The transition that `ticket` orders.
    package func take(_ ticket: OrderTicket) throws(OrderRefusal) -> Transition {
        switch check(ticket) {
        case .success(let transition): return transition
        case .failure(var refusal):
            let others = refusal.code == .guardsNotClear ? [] : fitting.map(\.rawValue)
            if !others.isEmpty { refusal.description += "; possible now: \(others.joined(separator: ", "))" }
            throw refusal
        }
    }

    private func check(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        switch ticket.order {
        case .start: start(ticket)
        case .pause: pause(ticket)
        case .resume: resume(ticket)
        case .approve: approve(ticket)
        case .advance: advance(ticket, toLast: false)
        case .promote: advance(ticket, toLast: true)
        case .stepBack: lower(ticket, .stepBack)
        case .rollback: lower(ticket, .rollback)
        case .restart: restart(ticket)
        case .kill: kill(ticket)
        case .restore: restore(ticket)
        }
    }

    // MARK: - One order each

    private func start(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        guard state.phase == .scheduled else { return wrongPhase(ticket) }
        return .success(steps.start(state, reason: ticket.reason, actor: ticket.actor))
    }

    private func pause(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        guard state.phase.isUnderWay else { return wrongPhase(ticket) }
        return .success(Transition(.pause, steps.settled(state, .paused, why: ticket.reason, actor: ticket.actor)))
    }

    private func resume(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        switch state.phase {
        case .paused where !state.hasBegun, .halted where !state.hasBegun:
            return .success(steps.awaitStart(released(state), .resume, why: ticket.reason, actor: ticket.actor))
        case .paused:
            let next = steps.settled(state, .progressing, why: ticket.reason, actor: ticket.actor)
            return .success(Transition(.resume, released(next)))
        case .halted:
            return .success(
                steps.enterAnew(released(state), .resume, why: ticket.reason, actor: ticket.actor, afresh: true)
            )
        case .scheduled where state.orphaned != .orphaned: return wrongPhase(ticket)
        case .progressing, .holding, .awaitingApproval, .scheduled:
            guard state.orphaned == .orphaned else {
                return refuse(.nothingToDo, "\(state.flag) is neither paused nor halted, so there is nothing to resume")
            }
            var next = released(state)
            next.reason = ticket.reason
            next.actor = ticket.actor
            return .success(Transition(.resume, next))
        case .rolledBack, .killed, .completed: return wrongPhase(ticket)
        }
    }

    /// Lets a rollout whose file is gone go on by the plan kept in Redis.
    private func released(_ state: RolloutState) -> RolloutState {
        var state = state
        if state.orphaned == .orphaned { state.orphaned = .released }
        return state
    }

    private func approve(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        guard state.phase.isUnderWay else { return wrongPhase(ticket) }
        guard let next = nextStage, plan.stages[next].approval else {
            return refuse(.nothingToDo, "the next stage of \(state.flag) asks for no approval")
        }
        guard state.approval != plan.stages[next].position else {
            return refuse(.nothingToDo, "\(plan.stages[next].position) of \(state.flag) is approved already")
        }
        var after = state
        after.approval = plan.stages[next].position
        after.reason = ticket.reason
        after.actor = ticket.actor
        return .success(Transition(.approve, after))
    }

    private func advance(_ ticket: OrderTicket, toLast: Bool) -> Result<Transition, OrderRefusal> {
        guard state.phase.isUnderWay || state.phase == .paused, state.hasBegun else { return wrongPhase(ticket) }
        if !ticket.force, let refusal = unclear { return .failure(refusal) }
        guard let next = nextStage else {
            guard plan.index(of: state.position) != nil else {
                return refuse(.nothingToDo, "the plan of \(state.flag) has no stage above \(state.position)")
            }
            guard !toLast else { return refuse(.nothingToDo, "\(state.flag) is in its last stage already") }
            return .success(steps.complete(state, why: ticket.reason, actor: ticket.actor))
        }
        let last = plan.stages.count - 1
        return .success(
            steps.enter(
                toLast ? last : next,
                state,
                .advance,
                why: ticket.reason,
                actor: ticket.actor,
                afresh: ticket.force
            )
        )
    }

    private func lower(_ ticket: OrderTicket, _ action: BreachAction) -> Result<Transition, OrderRefusal> {
        guard state.hasExposure else { return wrongPhase(ticket) }
        return .success(steps.protect(state, action, why: ticket.reason, guardName: nil, actor: ticket.actor))
    }

    private func restart(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        switch state.phase {
        case .rolledBack, .halted, .completed:
            return .success(steps.restart(state, why: ticket.reason, actor: ticket.actor))
        case .scheduled, .progressing, .holding, .awaitingApproval, .paused, .killed: return wrongPhase(ticket)
        }
    }

    private func kill(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        guard state.phase != .killed else { return refuse(.nothingToDo, "\(state.flag) is killed already") }
        var next = steps.settled(state, .killed, why: ticket.reason, actor: ticket.actor)
        next.previousPhase = state.phase
        return .success(
            Transition(.kill, next, flag: .init(enabled: false, position: nil, entry: state.entry))
        )
    }

    private func restore(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        guard state.phase == .killed else { return wrongPhase(ticket) }
        var next = steps.settled(state, phaseBeforeKill, why: ticket.reason, actor: ticket.actor)
        next.previousPhase = nil
        let position = Stage.Position(percentage: state.percentage, segments: state.position.segments)
        // The stage is entered anew, with evidence of harm begun afresh: a new chance of a false alarm.
        let hasBegun = state.hasBegun
        if hasBegun, next.phase != .scheduled { steps.reenter(&next, afresh: true) }
        return .success(
            Transition(
                .restore,
                next,
                flag: .init(enabled: true, position: hasBegun ? position : nil, entry: next.entry)
            )
        )
    }

    /// The phase that a restore brings back: a hold or a wait for approval is judged again in the stage entered anew.
    private var phaseBeforeKill: Phase {
        switch state.previousPhase {
        case .progressing, .holding, .awaitingApproval: state.hasBegun ? .progressing : .scheduled
        case .scheduled: .scheduled
        case .halted: .halted
        case .rolledBack: .rolledBack
        case .completed: .completed
        case .paused, .killed, nil: .paused
        }
    }

    // MARK: - Common

    /// Index of the stage after the one under way; `nil` in the last one.
    private var nextStage: Int? { plan.stageAbove(state.position) }

    /// Why an advance is refused without `force`: a breached or unread guard.
    private var unclear: OrderRefusal? {
        let verdicts = Judge.verdicts(plan: plan, state: state, now: now)
        let blocking = verdicts.first {
            switch $0.standing {
            case .breached, .unread, .noData: true
            case .passed, .notApplicable, .undecided, .samplesMissing: false
            }
        }
        guard let blocking else { return nil }
        return OrderRefusal(
            description: "\(blocking.guardName) is not clear: \(blocking.message); wait for it, or use force",
            code: .guardsNotClear
        )
    }

    private func wrongPhase(_ ticket: OrderTicket) -> Result<Transition, OrderRefusal> {
        refuse(.wrongPhase, "\(ticket.order.rawValue) does not fit: \(state.flag) is \(state.phase.rawValue)")
    }

    private func refuse(_ code: OrderRefusal.Code, _ message: String) -> Result<Transition, OrderRefusal> {
        .failure(OrderRefusal(description: message, code: code))
    }
}
