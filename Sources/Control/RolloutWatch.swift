import Rollouts
import Store

/// What the controller keeps in mind of one rollout; all of it can be thrown away and read again.
struct RolloutWatch {
    /// As it stands in Redis, `nil` before the first commit.
    var stored: StoredRollout?
    /// The accepted plan, sped up where it is a rehearsal.
    var plan: Plan?
    /// Whether Redis is to be read before anything is decided.
    var isStale = false
    /// Whether a check is under way.
    var isChecked = false
    /// Its readings for plots, while they are carried on.
    var series: RolloutSeries?
    /// When the next check is due.
    var due: Moment
    /// When each guard is read next, and its pace.
    var guards: [String: GuardWatch] = [:]
    /// What was read and is not in Redis yet, oldest first: a write that failed, or a state that changed meanwhile, must not
    /// make a breach unseen.
    private(set) var unjudged: [Reading] = []
    /// What it waited for at the last check.
    var waits: [Wait] = []
    /// Checks in a row that failed for the store.
    var failures = 0
    /// An edit that was refused, by its digest, so that it is said once.
    var refusedDigest = ""
    /// Times that a clock ahead of this one wrote, and when they were first seen.
    private var ahead: [Moment: Moment] = [:]

    /// When one guard is read next.
    struct GuardWatch {
        var pace: Pace
        var next: Moment
        /// Credited exposures when it was last read.
        var exposures = 0
    }

    init(stored: StoredRollout?, due: Moment) {
        self.stored = stored
        self.due = due
    }

    /// The most readings that wait; where the store is away for long, the newest tell enough.
    private static let mostUnjudged = 64

    /// Keeps `readings` until they are written.
    mutating func keep(_ readings: [Reading]) { unjudged = (unjudged + readings).suffix(Self.mostUnjudged) }

    /// `readings` are written.
    mutating func written(_ readings: [Reading]) {
        unjudged.removeAll { one in readings.contains { $0.guardName == one.guardName && $0.asked == one.asked } }
    }

    /// Takes over what Redis holds, and the plan in it; `isOwn`: this process has just written it.
    mutating func take(_ stored: StoredRollout, as rendering: PlanRendering, now: Moment, isOwn: Bool) {
        var stored = stored
        if !isOwn { settle(&stored.state, now: now) }
        if stored.planText != self.stored?.planText || plan == nil {
            plan = rendering.plan(stored.planText)
        }
        if stored.state.entry != self.stored?.state.entry {
            guards = [:]
            unjudged = []
        }
        self.stored = stored
        isStale = false
    }

    /// What another process wrote has the times of another clock. How old its readings are can only be guessed by them, so
    /// none of them is fresh: nothing advances before this process has asked itself.
    private mutating func settle(_ state: inout RolloutState, now: Moment) {
        state.settle(seen: &ahead, now: now)
        let known = stored?.state.entry == state.entry ? stored?.state.guards ?? [:] : [:]
        for name in state.guards.keys where state.guards[name]?.lastUsable != known[name]?.lastUsable {
            state.guards[name]?.lastUsable = nil
        }
    }
}

/// How a plan kept in Redis becomes the plan that is judged by.
struct PlanRendering {
    /// The source of metrics that name none.
    var defaultSource: String?
    /// By how much durations are divided.
    var speed: Double

    /// The plan that `text` says; `nil` for a text that is none.
    func plan(_ text: String) -> Plan? {
        PlanReader.read(Array(text.utf8), context: PlanContext(defaultSource: defaultSource)).plan?.sped(up: speed)
    }
}
