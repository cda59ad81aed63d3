import Alerts
import Logging
import Rollouts
import Store

/// That Redis came back without what it had held, as this process noticed it.
struct Forgetting {
    /// The newest entry of the log that is gone.
    var lost: String
    /// The flags whose rollouts were written again.
    var recalled: [String]
    /// When it was noticed.
    var noticed: Moment

    /// What people are told.
    var text: String {
        let names = recalled.prefix(20).joined(separator: ", ") + (recalled.count > 20 ? " and others" : "")
        let written = recalled.isEmpty ? "nothing had to be written again" : "written again: \(names)"
        return "Redis came back without entry \(lost) of its log; \(written). What was advanced since is judged again."
    }
}

/// What Redis forgot is written again and told by whoever saw it: the lease may be among what is lost, and who has it next
/// may never have seen what is gone.
extension Controller {
    /// No more than so many wait for being told; each took a failure of Redis.
    private static let mostUntold = 16

    // MARK: - Writing again

    /// Writes `seen` over what Redis holds; `false` where that is not to be, or where somebody else wrote first.
    func recall(_ seen: StoredRollout, over held: StoredRollout?) async throws(StoreFault) -> Bool {
        let flag = seen.state.flag
        guard let transition = Recall.transition(seen: seen.state, held: held?.state) else { return false }
        guard let plan = reading.plan(seen.planText) else {
            logger.error("what Redis forgot has a plan that cannot be read", metadata: ["flag": "\(flag)"])
            take(held, of: flag)
            return false
        }
        let now = time.now
        let event = RolloutEvent(
            transition,
            before: held?.state ?? transition.state,
            verdicts: [],
            plan: plan,
            at: now,
            grounds: nil
        )
        let commit = Commit(
            rollout: StoredRollout(
                state: transition.state,
                planText: seen.planText,
                file: seen.file,
                revision: held?.revision ?? ""
            ),
            transition: transition,
            event: event,
            versionFloor: seen.state.version
        )
        // No lease is asked for: who saw it may lead no longer, and what protects must not wait for who does.
        switch try await store.commit(commit, by: .order, now: now) {
        case .done(let revision, _):
            var rollout = commit.rollout
            rollout.state.version = max(rollout.state.version, seen.state.version) + 1
            noteCommitted(&rollout, as: revision, transition)
            logger.warning(
                "Redis had forgotten a rollout; it was written again",
                metadata: [
                    "flag": "\(flag)", "phase": "\(transition.state.phase.rawValue)",
                    "percentage": "\(transition.state.percentage.text)", "version": "\(rollout.state.version)",
                ]
            )
            return true
        case .conflict, .leaseLost:
            // Someone else wrote first; what was seen is kept, and compared again.
            watches[flag]?.isStale = true
            cursor = nil
            return false
        }
    }

    // MARK: - Telling

    /// Logs that Redis forgot, and sees to it that channels are told.
    func tellForgotten(_ forgetting: Forgetting) async {
        logger.error("\(forgetting.text)")
        untold = (untold + [forgetting]).suffix(Self.mostUntold)
        await tellUntold()
    }

    /// Tells channels what was forgotten: a leader at once, the others once a leader has had the time to.
    func tellUntold() async {
        let patience = leads ? Duration.zero : settings.leaseTTL * 2
        for forgetting in untold where forgetting.noticed + patience <= time.now {
            do throws(StoreFault) {
                try await tell(forgetting)
                untold.removeAll { $0.lost == forgetting.lost }
            } catch {
                logger.warning("that Redis forgot could not be logged", metadata: ["why": "\(error)"])
                return
            }
        }
    }

    private func tell(_ forgetting: Forgetting) async throws(StoreFault) {
        let file = ":\(Notice.SystemCondition.redisForgot.rawValue)"
        // Who has seen more of what is gone has told of the same loss. Not so for a leader: where an earlier loss was told by a
        // Redis whose clock was ahead, its id is above all that come after, and nobody else would tell.
        let told = try await store.planFaults()[file].flatMap { Revision($0) }
        if !leads, let told, let lost = Revision(forgetting.lost), lost <= told { return }
        let outcome = try await store.notice(
            kind: "system",
            flag: "",
            event: Notice.system(.redisForgot, text: forgetting.text).json,
            file: file,
            digest: forgetting.lost,
            by: .order
        )
        if case .told(let revision) = outcome { noteWritten(revision) }
    }
}
