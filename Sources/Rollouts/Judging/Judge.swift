/// Decides what becomes of a rollout: a pure function of plan, state, readings and circumstances.
///
/// Harm is asked at every reading, whatever else is open; advance is asked when the stage's time is up.
package struct Judge {
    let plan: Plan
    var state: RolloutState
    let circumstances: Circumstances

    var now: Moment { circumstances.now }

    /// Judges `state` on `readings`; those of another entry are left out.
    package static func judge(
        plan: Plan,
        state: RolloutState,
        readings: [Reading],
        circumstances: Circumstances
    ) -> Judgement {
        var judge = Judge(plan: plan, state: state, circumstances: circumstances)
        let verdicts = state.phase.isWatched && state.percentage > .zero ? judge.watch(readings) : []
        let decision = judge.decide(verdicts)
        return Judgement(state: judge.state, verdicts: verdicts, decision: decision)
    }

    /// How the guards stand at `now`, without new readings: what orders are held against.
    package static func verdicts(plan: Plan, state: RolloutState, now: Moment) -> [Verdict] {
        guard state.phase.isWatched, state.percentage > .zero else { return [] }
        var judge = Judge(plan: plan, state: state, circumstances: Circumstances(now: now))
        return judge.watch([])
    }

    // MARK: - Guards

    /// The stage whose limits hold: the one under way or, where an edit took it away, the nearest below.
    var stageOfLimits: Int { plan.stageOfLimits(state.position) }

    private mutating func watch(_ readings: [Reading]) -> [Verdict] {
        let stage = stageOfLimits
        var verdicts: [Verdict] = []
        for condition in plan.guards where condition.applies(inStage: stage) {
            let judge = GuardJudge(plan: plan, condition: condition, state: state, stage: stage, now: now)
            var known =
                state.guards[condition.name] ?? GuardState(entry: state.entry, counting: condition.metric.counting)
            if known.entry != state.entry { known.enter(state.entry, counting: condition.metric.counting) }
            for reading in readings where reading.guardName == condition.name {
                known = judge.credited(reading, to: known)
            }
            state.guards[condition.name] = known
            verdicts.append(judge.verdict(known))
        }
        return verdicts
    }

    // MARK: - Decision

    private func decide(_ verdicts: [Verdict]) -> Decision {
        switch state.phase {
        case .scheduled: return scheduled()
        case .rolledBack, .killed, .completed: return .stay([.nothing])
        case .progressing, .holding, .awaitingApproval, .paused, .halted: break
        }
        if let transition = protect(verdicts) { return .move(transition) }
        switch state.phase {
        case .paused, .halted: return .stay([.order])
        case .progressing, .holding, .awaitingApproval, .scheduled, .rolledBack, .killed, .completed:
            return underWay(verdicts)
        }
    }

    private func scheduled() -> Decision {
        if state.orphaned == .orphaned { return .stay([.planFile]) }
        if let start = plan.startDate, now < start { return wait(.startDate, at: start) }
        if !circumstances.unfinished.isEmpty { return wait(.waitsForOthers, at: nil) }
        if let standing = circumstances.standing {
            if standing.killed { return wait(.flagIsKilled, at: nil) }
            if wouldLower(standing), !plan.takeOver { return wait(.flagIsLive, at: nil) }
        }
        // The first stage may want an operator as well: start is the order that says yes.
        if plan.index(of: state.position).map({ plan.stages[$0].approval }) == true { return .stay([.approval]) }
        guard circumstances.windowIsOpen else { return wait(.windowClosed, at: circumstances.windowChanges) }
        return .move(Steps(plan: plan, now: now).start(state, reason: "its time has come", actor: Steps.controller))
    }

    /// Whether the first stage would take a live flag from users who have it; one for some segments takes it from the rest.
    private func wouldLower(_ standing: Circumstances.FlagStanding) -> Bool {
        guard standing.enabled, standing.percentage > .zero else { return false }
        return !state.position.segments.isEmpty || standing.percentage > state.position.percentage
    }

    /// Still scheduled; a reason that an operator must hear of is committed once.
    private func wait(_ reason: HoldReason, at moment: Moment?) -> Decision {
        guard state.hold != reason else { return .stay([.start(reason, at: moment)]) }
        return .move(Steps(plan: plan, now: now).hold(state, reason, why: startPhrase(reason), guardName: nil))
    }

    private func startPhrase(_ reason: HoldReason) -> String {
        switch reason {
        case .startDate: "it starts at \(plan.startDate?.rfc3339 ?? "an unknown time")"
        case .waitsForOthers: "it waits for \(circumstances.unfinished.joined(separator: ", ")) to be completed"
        case .flagIsLive:
            "the flag is on already at \(circumstances.standing?.percentage.description ?? "more"), above the first "
                + "stage's \(state.position); order start, or set takeOver, to begin all the same"
        case .flagIsKilled: "an operator has killed the flag; restore it, or order start"
        case .windowClosed: "the window is closed"
        case .noData, .undecided, .samplesMissing, .sampleRatio, .stageGone: "it waits"
        }
    }

    // MARK: - Harm

    /// What protects: breaches and outages that the plan does not bear; the harshest action of all wins.
    private func protect(_ verdicts: [Verdict]) -> Transition? {
        var harshest: (action: BreachAction, verdict: Verdict)?
        var breached: [String] = []
        for verdict in verdicts where !(state.phase == .halted && state.breached.contains(verdict.guardName)) {
            guard let action = action(on: verdict) else { continue }
            if verdict.standing == .breached { breached.append(verdict.guardName) }
            if state.phase == .halted, action == .halt { continue }
            if let known = harshest, known.action.weight >= action.weight { continue }
            harshest = (action, verdict)
        }
        guard let harshest else { return nil }
        return Steps(plan: plan, now: now).protect(
            state,
            harshest.action,
            why: "\(harshest.verdict.guardName): \(harshest.verdict.message)",
            guardName: harshest.verdict.guardName,
            breached: breached
        )
    }

    private func action(on verdict: Verdict) -> BreachAction? {
        guard let condition = plan.guards.first(where: { $0.name == verdict.guardName }) else { return nil }
        switch verdict.standing {
        case .breached: return condition.onBreach
        case .noData: return condition.noData.then.protection
        case .passed, .notApplicable, .undecided, .samplesMissing, .unread: return nil
        }
    }
}

extension Deadline.Action {
    /// What it does to protect; `nil` for holding.
    var protection: BreachAction? {
        switch self {
        case .hold: nil
        case .halt: .halt
        case .rollback: .rollback
        }
    }
}

extension BreachAction {
    /// The harsher action weighs more.
    var weight: Int {
        switch self {
        case .halt: 0
        case .stepBack: 1
        case .rollback: 2
        }
    }
}

extension HoldReason {
    /// Whether the plan's deadline for undecided guards runs, and reminders are sent.
    var isUndecided: Bool {
        switch self {
        case .undecided, .samplesMissing: true
        case .noData, .windowClosed, .sampleRatio, .stageGone, .startDate, .waitsForOthers, .flagIsLive, .flagIsKilled:
            false
        }
    }
}
