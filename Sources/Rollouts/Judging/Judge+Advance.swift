extension Judge {
    /// What the stage's clock and the guards' passes lead to.
    private enum Course {
        /// The stage goes on.
        case progress([Wait])
        /// Nothing changes: whatever phase it has, it keeps.
        case keep([Wait])
        case hold(HoldReason, why: String, guardName: String?)
        case approval(next: Int)
        case advance(to: Int)
        case complete
    }

    static let reminder = Duration.seconds(86_400)

    /// Decides for a rollout whose stage is under way and that nothing has to protect.
    func underWay(_ verdicts: [Verdict]) -> Decision {
        let steps = Steps(plan: plan, now: now)
        switch course(verdicts) {
        case .keep(let waits): return .stay(waits)
        case .progress(let waits):
            guard state.phase != .progressing else { return .stay(waits) }
            return .move(steps.recover(state, why: "what it held for is gone"))
        case .hold(let reason, let why, let guardName):
            if let end = deadline(reason, verdicts) { return .move(end) }
            if state.phase == .holding, state.hold == reason { return remind(reason, why, guardName) }
            return .move(steps.hold(state, reason, why: why, guardName: guardName))
        case .approval(let next):
            guard state.phase != .awaitingApproval else { return .stay([.approval]) }
            return .move(steps.awaitApproval(state, next: plan.stages[next]))
        case .advance(let next):
            return .move(steps.enter(next, state, .advance, why: passed(verdicts), actor: Steps.controller))
        case .complete:
            return .move(steps.complete(state, why: passed(verdicts), actor: Steps.controller))
        }
    }

    private func course(_ verdicts: [Verdict]) -> Course {
        guard let index = plan.index(of: state.position) else {
            return .hold(.stageGone, why: stageGone(), guardName: nil)
        }
        if let off = verdicts.first(where: \.isSampleRatioOff) {
            return .hold(
                .sampleRatio,
                why:
                    "\(off.guardName): exposed and control do not stand in the planned ratio, so they cannot be compared",
                guardName: off.guardName
            )
        }
        if let silent = verdicts.first(where: { $0.standing == .noData }) {
            return .hold(.noData, why: "\(silent.guardName): \(silent.message)", guardName: silent.guardName)
        }
        let end = state.stageSince + plan.stages[index].duration + state.pausedFor
        let missing = verdicts.filter { $0.standing != .passed && $0.standing != .notApplicable }
        guard state.timeInStage(at: now) >= plan.stages[index].duration else {
            return .progress([.duration(until: end)] + missing.map { .guardPass($0.guardName) })
        }
        let unread = missing.filter { $0.standing == .unread }
        if !unread.isEmpty { return .keep(unread.map { .guardPass($0.guardName) }) }
        if let thin = missing.first(where: { $0.standing == .samplesMissing }) {
            return .hold(.samplesMissing, why: "\(thin.guardName): \(thin.message)", guardName: thin.guardName)
        }
        if let open = missing.first {
            return .hold(.undecided, why: "\(open.guardName): \(open.message)", guardName: open.guardName)
        }
        if state.orphaned == .orphaned { return .keep([.planFile]) }
        guard let next = plan.stageAbove(state.position) else { return .complete }
        if plan.stages[next].approval, state.approval != plan.stages[next].position { return .approval(next: next) }
        guard circumstances.windowIsOpen else {
            let opens = circumstances.windowChanges.map { ", it opens at \($0)" } ?? ""
            return .hold(.windowClosed, why: "the window is closed\(opens)", guardName: nil)
        }
        return .advance(to: next)
    }

    /// What ends the wait for guards that stay undecided, where the plan says so and it has lasted long enough.
    private func deadline(_ reason: HoldReason, _ verdicts: [Verdict]) -> Transition? {
        guard reason.isUndecided, state.phase == .holding, state.hold?.isUndecided == true,
            let deadline = plan.undecided, let action = deadline.then.protection, let since = state.holdSince,
            now - since >= deadline.wait,
            let open = verdicts.first(where: { $0.standing == .undecided || $0.standing == .samplesMissing })
        else { return nil }
        return Steps(plan: plan, now: now).protect(
            state,
            action,
            why: "\(open.guardName) stayed undecided for \(deadline.wait.planText): \(open.message)",
            guardName: open.guardName
        )
    }

    private func remind(_ reason: HoldReason, _ why: String, _ guardName: String?) -> Decision {
        let waits: [Wait] =
            reason == .windowClosed
            ? [.window(opens: circumstances.windowChanges)] : [guardName.map(Wait.guardPass) ?? .order]
        guard reason.isUndecided, let since = state.remindedAt ?? state.holdSince, now - since >= Self.reminder else {
            return .stay(waits)
        }
        return .move(Steps(plan: plan, now: now).remind(state, why: why, guardName: guardName))
    }

    private func passed(_ verdicts: [Verdict]) -> String {
        let time = plan.index(of: state.position).map { plan.stages[$0].duration } ?? .zero
        let parts = verdicts.map { "\($0.guardName): \($0.message)" }
        let lead = time == .zero ? [] : ["\(time.planText) in the stage"]
        return (lead + (parts.isEmpty ? ["nothing guards this stage"] : parts)).joined(separator: "; ")
    }

    private func stageGone() -> String {
        let near = [plan.stageBelow(state.position), plan.stageAbove(state.position)].compactMap { $0 }
        let nearest = near.map { plan.stages[$0].position.description }
        let named = nearest.isEmpty ? "none is near" : "near it: \(nearest.joined(separator: " and "))"
        return "the plan has no stage of \(state.position) any more; \(named); "
            + "put it back, or order advance, stepBack or rollback"
    }
}
