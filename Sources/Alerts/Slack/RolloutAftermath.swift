import Rollouts

/// What Rampart did, and what stays as it is: who is exposed now, and until when.
struct RolloutAftermath {
    let event: RolloutEvent

    /// One or two sentences.
    var text: String {
        let share = event.to.percentage
        switch event.kind {
        case .schedule: return "Nothing is written to the flag before it starts."
        case .start, .advance, .restart: return "Rampart set the flag to \(share) and watches the guards of this stage."
        case .hold, .remind: return waiting
        case .recover: return "The flag stays at \(share); the stage's clock decides again."
        case .awaitApproval:
            return "The flag stays at \(share) and its guards go on protecting, until an operator approves."
        case .approve: return "The flag stays at \(share); the next stage is entered once its guards pass."
        case .pause: return "The flag stays at \(share) and its guards go on protecting, until an operator resumes."
        case .resume: return "The flag is at \(share); the stage's clock runs."
        case .halt:
            return frozen("The flag stays at \(share)" + (share > .zero ? ": those users are still exposed" : ""))
        case .stepBack:
            return frozen("Rampart set the flag to \(share)" + (share > .zero ? ": those users are still exposed" : ""))
        case .rollback:
            return "Rampart set the flag to \(share): nobody is exposed to it any more. "
                + "It stays there until an operator restarts it or the plan's revision is raised."
        case .kill: return "The flag is off for everyone at once. It stays off until an operator restores it."
        case .restore: return "The flag is on again as before the kill; its evidence begins afresh."
        case .complete: return "The flag stays at \(share). Its guards are no longer watched."
        case .planChanged:
            return "The flag stays at \(share); the new guards, limits and stages hold from the next check on."
        case .orphan:
            return "The flag stays at \(share), guarded by the plan that was accepted last. "
                + "It does not advance until the file is back or an operator resumes it."
        case .adopt: return "The flag stays at \(share); the plan's file drives it again."
        case .recall:
            return event.to.phase == .killed
                ? "The flag is off again for everyone." : "The flag is at \(share) as before the loss."
        }
    }

    private func frozen(_ sentence: String) -> String {
        "\(sentence). It does not move until an operator decides; guards that are not breached go on protecting."
    }

    private var waiting: String {
        let stays =
            event.to.phase == .scheduled
            ? "Nothing is written to the flag" : "The flag stays at \(event.to.percentage), its guards go on protecting"
        switch event.hold {
        case .noData, .undecided, .samplesMissing, .sampleRatio:
            return stays + ". It goes on by itself once that clears."
        case .windowClosed: return stays + ". It goes on by itself when the window opens."
        case .startDate, .waitsForOthers: return stays + ". It starts by itself."
        case .stageGone: return stays + ". It waits for an edit of the plan, or an order."
        case .flagIsLive, .flagIsKilled, nil: return stays + ". It waits for an order."
        }
    }
}
