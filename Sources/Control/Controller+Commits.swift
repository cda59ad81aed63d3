import Logging
import Rollouts
import Store
import Wire

extension Controller {
    /// Commits `transition`; the next check follows at once.
    func commit(
        _ transition: Transition,
        plan: Plan,
        text: String,
        file: String,
        token: String,
        verdicts: [Verdict] = [],
        grounds: Grounds? = nil
    ) async throws(StoreFault) -> Moment {
        let flag = transition.state.flag
        let stored = watches[flag]?.stored
        let before = stored?.state ?? transition.state
        let now = time.now
        let event = RolloutEvent(
            transition,
            before: before,
            verdicts: verdicts,
            plan: plan,
            at: now,
            grounds: grounds?.json
        )
        var rollout = StoredRollout(
            state: transition.state,
            planText: text,
            file: file,
            revision: stored?.revision ?? ""
        )
        let gone = before.guards.keys.filter { transition.state.guards[$0] == nil }
        let commit = Commit(
            rollout: rollout,
            transition: transition,
            event: event,
            goneGuards: gone,
            flagDefaults: transition.kind == .start ? plan.flagDefaults : []
        )
        switch try await store.commit(commit, by: .leader(token: token), now: now) {
        case .done(let revision, let replicas):
            rollout.state.version += 1
            noteCommitted(&rollout, as: revision, transition)
            logger.info(
                "\(transition.kind.rawValue)",
                metadata: [
                    "flag": "\(flag)", "from": "\(event.from.percentage.text)", "to": "\(event.to.percentage.text)",
                    "phase": "\(event.to.phase.rawValue)", "stage": "\(event.to.stage)",
                    "version": "\(rollout.state.version)", "why": "\(event.reason)",
                ]
            )
            if let replicas, replicas < settings.minReplicaAcks {
                logger.warning(
                    "what protects is not on enough replicas",
                    metadata: ["flag": "\(flag)", "replicas": "\(replicas)", "asked": "\(settings.minReplicaAcks)"]
                )
            }
        case .conflict: watches[flag]?.isStale = true
        case .leaseLost: loseLease("another controller has it", token: token)
        }
        return time.now
    }
}

extension Plan {
    /// What a flag that the rollout creates is given.
    fileprivate var flagDefaults: [(String, String)] {
        var fields = [("type", lifecycle.kind.rawValue)]
        if let owner { fields.append(("owner", owner)) }
        if let description { fields.append(("description", description)) }
        if let expires = lifecycle.expiresAt { fields.append(("expiresAt", expires.rfc3339)) }
        return fields
    }
}
