/// Where one rollout stands: everything that `rollouts:<key>` holds but the plan's own text.
package struct RolloutState: Sendable, Equatable {
    /// The flag that is driven.
    package var flag: String
    /// Its phase.
    package var phase: Phase
    /// The phase before a kill.
    package var previousPhase: Phase?
    /// Why it holds or does not start.
    package var hold: HoldReason?
    /// When that reason began.
    package var holdSince: Moment?
    /// When an operator was last reminded of the hold.
    package var remindedAt: Moment?
    /// Index of the stage under way in the accepted plan; for showing, the position decides.
    package var stage: Int
    /// Share and segments of the stage under way.
    package var position: Stage.Position
    /// What the flag has: the position's share, or 0 after a rollback.
    package var percentage: Percentage
    /// 1 for the first run from the first stage on.
    package var attempt: Int
    /// How many stages were entered over all attempts; 0 before the start.
    package var entries: Int
    /// Since when the phase lasts.
    package var phaseSince: Moment
    /// When the stage under way was entered.
    package var stageSince: Moment
    /// Paused time in the stage, without a pause that lasts still.
    package var pausedFor: Duration
    /// Whether the plan's file is gone.
    package var orphaned: Orphanhood
    /// The stage that an operator has allowed in advance.
    package var approval: Stage.Position?
    /// Guards whose breach halted the rollout, and that were breached beside them: the others go on protecting.
    package var breached: [String]
    /// The accepted plan's revision.
    package var planRevision: Int
    /// The accepted plan's digest.
    package var planDigest: String
    /// Why it is where it is.
    package var reason: String
    /// Who brought it there: `controller`, or an operator's name.
    package var actor: String
    /// +1 at every committed transition; 0 before the first.
    package var version: Int
    /// Per guard's name.
    package var guards: [String: GuardState]

    /// The name of the entry under way, as outcomes are stamped with: attempt and number, `1.3`.
    package var entry: String { "\(attempt).\(entries)" }

    /// Whether a stage was ever entered. One that was stopped without having begun is what a store that forgot its start
    /// leaves of a rollout: it goes on by starting, so that no stage is skipped.
    package var hasBegun: Bool { entries > 0 }

    /// Whether anybody is exposed through this rollout.
    package var hasExposure: Bool {
        guard percentage > .zero else { return false }
        switch phase {
        case .progressing, .holding, .awaitingApproval, .paused, .halted, .completed: return true
        case .scheduled, .rolledBack, .killed: return false
        }
    }

    /// A rollout that a plan has just begun: scheduled, nothing written to the flag.
    package init(plan: Plan, digest: String, now: Moment) {
        flag = plan.flag
        phase = .scheduled
        stage = plan.firstStage
        position = plan.stages.indices.contains(stage) ? plan.stages[stage].position : Stage.Position(percentage: .zero)
        percentage = .zero
        attempt = 1
        entries = 0
        phaseSince = now
        stageSince = now
        pausedFor = .zero
        orphaned = .none
        breached = []
        planRevision = plan.revision
        planDigest = digest
        reason = "the plan was committed"
        actor = "controller"
        version = 0
        guards = [:]
    }

    /// How long the stage has lasted at `now`, less pauses; never negative.
    package func timeInStage(at now: Moment) -> Duration {
        let end = phase == .paused ? phaseSince : now
        return max(.zero, end - stageSince - pausedFor)
    }
}
