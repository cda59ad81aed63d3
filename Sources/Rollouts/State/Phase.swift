/// Where a rollout stands.
package enum Phase: String, Sendable, CaseIterable {
    /// Not begun: before its start date, after other flags, or the flag is live already.
    case scheduled
    /// The stage's clock runs.
    case progressing
    /// Would advance but may not; recovers by itself.
    case holding
    /// The next stage asks for an operator.
    case awaitingApproval
    /// Stopped by an operator.
    case paused
    /// Frozen by a breach or a deadline; waits for an operator.
    case halted
    /// At 0 % by a breach or an order.
    case rolledBack
    /// Off by an operator.
    case killed
    /// The last stage passed.
    case completed

    /// Whether guards are watched, as long as anybody is exposed.
    package var isWatched: Bool {
        switch self {
        case .progressing, .holding, .awaitingApproval, .paused, .halted: true
        case .scheduled, .rolledBack, .killed, .completed: false
        }
    }

    /// Whether the stage's clock decides what comes next.
    package var isUnderWay: Bool {
        switch self {
        case .progressing, .holding, .awaitingApproval: true
        case .scheduled, .paused, .halted, .rolledBack, .killed, .completed: false
        }
    }
}

/// Why a rollout holds, or does not start.
package enum HoldReason: String, Sendable, CaseIterable {
    /// A guard had no usable reading for too long.
    case noData
    /// A guard is neither breached nor passed.
    case undecided
    /// The window is closed.
    case windowClosed
    /// Too few outcomes, or they have stopped coming.
    case samplesMissing
    /// Exposed and control do not stand in the planned ratio.
    case sampleRatio
    /// The stage under way is no longer in the plan.
    case stageGone
    /// Not begun: the start date has not come.
    case startDate
    /// Not begun: another flag's rollout is not completed.
    case waitsForOthers
    /// Not begun: the flag is on already, above the first stage.
    case flagIsLive
    /// Not begun: an operator has killed the flag.
    case flagIsKilled
}

/// What an operator may order.
package enum Order: String, Sendable, CaseIterable {
    /// The first stage now.
    case start
    /// Stop the clock.
    case pause
    /// Go on after a pause, a halt or the loss of the plan's file.
    case resume
    /// Allow the next stage once.
    case approve
    /// The next stage now.
    case advance
    /// The last stage now.
    case promote
    /// To the previous stage, and stop there.
    case stepBack
    /// To 0 %.
    case rollback
    /// A new attempt.
    case restart
    /// Off at once.
    case kill
    /// As before the kill.
    case restore
}

/// What became of the plan's file.
package enum Orphanhood: String, Sendable {
    /// The file is there.
    case none = "0"
    /// The file is gone: guarded by the plan kept in Redis, and it does not advance.
    case orphaned = "1"
    /// The file is gone, and an operator let it go on.
    case released
}
