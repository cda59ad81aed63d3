import Rollouts

/// What a channel can ask to hear of: the names in the `on` list of its configuration.
package enum AlertTopic: String, Sendable, CaseIterable {
    /// A rollout began, or began anew.
    case start
    /// The next stage was entered.
    case advance
    /// It would go on but may not; reminders of that included.
    case hold
    /// The cause of a hold is gone.
    case recover
    /// An operator's approval is wanted.
    case approval
    /// Frozen by a breach, a deadline or an order.
    case halt
    /// Lowered by a breach or an order.
    case rollback
    /// The last stage passed.
    case complete
    /// A plan's file is gone, or back.
    case orphaned
    /// A plan's file cannot be used, or can again.
    case planBroken
    /// Another order: pause, resume, approve, restart, kill, restore.
    case order
    /// A plan was scheduled, waits for its start, or was edited.
    case plan
    /// Rampart itself: Redis, the plan directory.
    case system

    /// What a channel without an `on` list hears: all but the everyday news of plans.
    package static let usual = Set(allCases).subtracting([.plan])
}

extension Notice {
    /// The topics it belongs to; a channel that asks for any one of them gets it.
    package var topics: Set<AlertTopic> {
        switch self {
        case .rollout(let event): event.topics
        case .planBroken, .planMended: [.planBroken]
        case .system: [.system]
        }
    }
}

extension RolloutEvent {
    fileprivate var topics: Set<AlertTopic> {
        switch kind {
        case .schedule, .planChanged: [.plan]
        case .start: [.start]
        case .advance: [.advance]
        case .hold, .remind: isRoutineWait ? [.plan] : [.hold]
        case .recover: [.recover]
        case .awaitApproval: [.approval]
        case .halt: [.halt]
        // It lowers the share and stops there: whoever asks for either wants to know.
        case .stepBack: [.halt, .rollback]
        case .rollback: [.rollback]
        case .complete: [.complete]
        case .orphan, .adopt: [.orphaned]
        // A raised revision restarts without an operator.
        case .restart: [.start, .order]
        case .approve, .pause, .resume, .kill, .restore: [.order]
        case .recall: [.system]
        }
    }

    /// Whether it waits for its start as planned, with nothing for anybody to do.
    private var isRoutineWait: Bool {
        guard to.phase == .scheduled else { return false }
        switch hold {
        case .startDate, .waitsForOthers, .windowClosed: return true
        case .flagIsLive, .flagIsKilled, .noData, .undecided, .samplesMissing, .sampleRatio, .stageGone, nil:
            return false
        }
    }
}
