import Rollouts
import Wire

/// One thing that a rollout waits for, as people and programs are told.
struct RolloutWait: Sendable, Equatable {
    /// A stable name.
    var kind: String
    /// When it comes, where that is known.
    var until: Moment?
    /// The guard that it is about.
    var guardName: String?
    /// A sentence without a full stop.
    var message: String

    /// What `decision` waits for.
    static func all(_ decision: Decision, verdicts: [Verdict]) -> [RolloutWait] {
        switch decision {
        case .move: [RolloutWait(kind: "check", message: "the controller's next check")]
        case .stay(let waits): waits.compactMap { RolloutWait($0, verdicts) }
        }
    }

    /// What stands in the way of a start.
    init(start hold: HoldReason, plan: Plan, window: (isOpen: Bool, changes: Moment?), why: String) {
        kind = hold.rawValue
        message = why
        switch hold {
        case .startDate: until = plan.startDate
        case .windowClosed: until = window.changes
        case .noData, .undecided, .samplesMissing, .sampleRatio, .stageGone, .waitsForOthers, .flagIsLive, .flagIsKilled:
            until = nil
        }
    }

    private init(kind: String, until: Moment? = nil, guardName: String? = nil, message: String) {
        self.kind = kind
        self.until = until
        self.guardName = guardName
        self.message = message
    }

    private init?(_ wait: Wait, _ verdicts: [Verdict]) {
        switch wait {
        case .duration(let until):
            self.init(kind: "duration", until: until, message: "the stage's time is up at \(until.rfc3339)")
        case .guardPass(let name):
            let message = verdicts.first { $0.guardName == name }?.message
            self.init(kind: "guard", guardName: name, message: message ?? "a fresh reading")
        case .window(let opens):
            let phrase = opens.map { "the window opens at \($0.rfc3339)" } ?? "the window does not open again"
            self.init(kind: "window", until: opens, message: phrase)
        case .approval: self.init(kind: "approval", message: "an operator's approval of the next stage")
        case .order: self.init(kind: "order", message: "an operator's order")
        case .start(let reason, let at): self.init(kind: reason.rawValue, until: at, message: "its start")
        case .planFile: self.init(kind: "planFile", message: "the plan's file, which is gone, or the order resume")
        case .nothing: return nil
        }
    }

    /// For a program.
    var json: JSON {
        .object([
            ("kind", JSON(kind)), ("message", JSON(message)), ("until", until.map { JSON($0.rfc3339) }),
            ("guard", guardName.map { JSON($0) }),
        ])
    }
}
