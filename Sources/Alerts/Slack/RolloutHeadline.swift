import Rollouts

/// The first line of a rollout's alert: a symbol, the flag, what happened to it, from where to where.
struct RolloutHeadline {
    let event: RolloutEvent

    /// One symbol a kind, so that a channel can be skimmed.
    var symbol: String {
        switch event.kind {
        case .schedule: "🗓️"
        case .start: "🚀"
        case .advance: "⏫"
        case .hold: "⏳"
        case .recover: "🟢"
        case .awaitApproval: "✋"
        case .approve: "👍"
        case .pause: "⏸️"
        case .resume: "▶️"
        case .halt: "🛑"
        case .stepBack: "↩️"
        case .rollback: "⏪"
        case .restart: "🔁"
        case .kill: "⛔"
        case .restore: "🔌"
        case .complete: "✅"
        case .planChanged: "📝"
        case .orphan: "📭"
        case .adopt: "📬"
        case .remind: "🔔"
        case .recall: "🧠"
        }
    }

    /// The line, with the flag's name cut to `most` UTF-16 units.
    func text(flagCutTo most: Int) -> String {
        "\(symbol) \(SlackText.escaped(event.flag, most: most)) \(predicate)"
    }

    /// From → to, or the one share where it did not change.
    var share: String {
        event.from.percentage == event.to.percentage
            ? "\(event.to.percentage)" : "\(event.from.percentage) → \(event.to.percentage)"
    }

    private var predicate: String {
        switch event.kind {
        case .schedule: "is scheduled"
        case .start: "started: \(share)"
        case .advance: "advanced: \(share)"
        case .hold: "\(waiting): \(holdPhrase)"
        case .recover: "goes on at \(share)"
        case .awaitApproval: "awaits approval at \(share)"
        case .approve: "approved for the next stage at \(share)"
        case .pause: "paused at \(share)"
        case .resume: "resumed at \(share)"
        case .halt: "halted at \(share)"
        case .stepBack: "stepped back: \(share)"
        case .rollback: "rolled back: \(share)"
        case .restart: "began anew: \(share)"
        case .kill: "killed: off, was at \(event.from.percentage)"
        case .restore: "restored: on at \(event.to.percentage)"
        case .complete: "completed at \(share)"
        case .planChanged: "goes by its edited plan at \(share)"
        case .orphan: "lost its plan's file at \(share)"
        case .adopt: "has its plan's file back at \(share)"
        case .remind: "still \(waiting): \(holdPhrase)"
        case .recall: "was forgotten by Redis and is \(event.to.phase.rawValue) again: \(share)"
        }
    }

    private var waiting: String {
        event.to.phase == .scheduled ? "does not start yet" : "holds at \(event.to.percentage)"
    }

    private var holdPhrase: String {
        switch event.hold {
        case .noData: "no usable readings"
        case .undecided: "a guard is undecided"
        case .windowClosed: "the window is closed"
        case .samplesMissing: "too few outcomes"
        case .sampleRatio: "exposed and control are out of ratio"
        case .stageGone: "its stage is gone from the plan"
        case .startDate: "its start date has not come"
        case .waitsForOthers: "other rollouts come first"
        case .flagIsLive: "the flag is on already"
        case .flagIsKilled: "the flag is killed"
        case nil: "no reason given"
        }
    }
}
