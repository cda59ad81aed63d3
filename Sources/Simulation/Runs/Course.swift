import Rollouts

/// One rollout in virtual time: the real judge, orders for what it asks of operators, and traffic.
struct Course {
    /// How a rollout is followed.
    struct Manner {
        /// When it is given up, in milliseconds after the start.
        var horizon: Int
        /// Whether an operator orders the advance of a stage that stays undecided: only harm ends such a run early.
        var isUrged = false
        /// Whether its events are kept.
        var keepsEvents = false
        /// Whether readings that decide nothing are kept from the judge.
        var isScreened = true
    }

    private let plan: Plan
    private let manner: Manner
    private var flow: Flow
    private var state: RolloutState
    private var now = 0
    private var end: Run.End?
    /// The guards of the stage, their screens, and when each is read next, in milliseconds.
    private var watched: [Guard] = []
    private var screens: [GuardScreen] = []
    private var intervals: [Int] = []
    private var due: [Int] = []
    /// What the screens have followed, and what it was before the reading under way.
    private var progress: [GuardProgress] = []
    private var before: [GuardProgress] = []
    private var duration = 0
    private var events: [Run.Event] = []

    private var moment: Moment { Moment(milliseconds: now) }

    init(_ simulated: SimulatedPlan, flow: Flow, manner: Manner) {
        plan = simulated.plan
        self.flow = flow
        self.manner = manner
        state = RolloutState(plan: plan, digest: "", now: Moment(milliseconds: 0))
    }

    /// Follows it to its end.
    mutating func run() -> Run {
        judge([])
        while end == nil {
            let next = due.min() ?? max(now + 1, state.stageSince.milliseconds + duration)
            guard next <= manner.horizon else { break }
            now = next
            flow.read(at: now)
            check()
        }
        flow.end(at: now)
        return Run(
            end: end ?? .holding,
            exposed: flow.total.exposures,
            harmed: flow.total.errors,
            seconds: Double(now) / 1000,
            events: events
        )
    }

    // MARK: - Readings

    private mutating func check() {
        if !screens.isEmpty, takesQuietly() {
            schedule()
            return
        }
        var readings: [Reading] = []
        for index in watched.indices where due[index] <= now {
            readings.append(flow.reading(of: watched[index], entry: state.entry, at: moment))
        }
        schedule()
        judge(readings)
    }

    /// Takes a reading that decides nothing; where it may, writes back what was known before it instead.
    private mutating func takesQuietly() -> Bool {
        var mayDecide = false
        for index in screens.indices where due[index] <= now {
            before[index] = progress[index]
            screens[index].take(flow.counted, at: now, &progress[index])
            mayDecide = mayDecide || screens[index].mayDecide(progress[index])
        }
        if !mayDecide, isQuiet { return true }
        for index in screens.indices {
            let name = watched[index].name
            guard let known = state.guards[name] else { continue }
            state.guards[name] = screens[index].state(due[index] <= now ? before[index] : progress[index], known)
        }
        return false
    }

    private mutating func schedule() {
        for index in due.indices where due[index] <= now { due[index] = now + intervals[index] }
    }

    /// Whether the judge would stay as it is, given that no guard is breached.
    private var isQuiet: Bool {
        switch state.phase {
        case .progressing: return now - state.stageSince.milliseconds < duration
        case .holding: return staysHeld
        case .scheduled, .awaitingApproval, .paused, .halted, .rolledBack, .killed, .completed: return false
        }
    }

    /// Whether a guard still wants outcomes, or its observed rate still misses the limit, and no deadline has come.
    private var staysHeld: Bool {
        let since = now - (state.holdSince?.milliseconds ?? 0)
        let reminded = now - (state.remindedAt ?? state.holdSince ?? moment).milliseconds
        if let deadline = plan.undecided, since >= deadline.wait.milliseconds { return false }
        guard reminded < 86_400_000, plan.stages.indices.contains(state.stage) else { return false }
        let least = max(1, plan.stages[state.stage].minSamples)
        switch state.hold {
        case .samplesMissing: return progress.contains { $0.counts.exposed.exposures < least }
        case .undecided: return zip(screens, progress).contains { $0.missesItsLimit($1) }
        case .noData, .windowClosed, .sampleRatio, .stageGone, .startDate, .waitsForOthers, .flagIsLive, .flagIsKilled, nil:
            return false
        }
    }

    // MARK: - Decisions

    /// Judges until it stays; the first time with `readings`.
    private mutating func judge(_ readings: [Reading]) {
        var readings = readings
        // A rollout passes through each of its stages at one instant at the most, with a start, approvals and its end.
        for _ in 0..<(3 * plan.stages.count + 3) {
            let judgement = Judge.judge(
                plan: plan,
                state: state,
                readings: readings,
                circumstances: Circumstances(now: moment)
            )
            readings = []
            switch judgement.decision {
            case .move(let transition): commit(transition)
            case .stay:
                state = judgement.state
                guard let order = wanted else {
                    if manner.isScreened { rescreen() }
                    return
                }
                take(order)
            }
            if end != nil { return }
        }
    }

    /// The order that an operator gives at once.
    private var wanted: Order? {
        switch state.phase {
        case .scheduled: .start
        case .awaitingApproval: .approve
        case .holding: manner.isUrged && (state.hold == .undecided || state.hold == .samplesMissing) ? .advance : nil
        case .progressing, .paused, .halted, .rolledBack, .killed, .completed: nil
        }
    }

    private mutating func take(_ order: Order) {
        if order == .advance, state.stage + 1 >= plan.stages.count {
            end = .completed
            return
        }
        let ticket = OrderTicket(order, actor: "simulation", reason: "given at once in a simulation")
        do throws(OrderRefusal) {
            commit(try OrderDesk(plan: plan, state: state, now: moment).take(ticket))
        } catch {
            end = .holding
        }
    }

    private mutating func commit(_ transition: Transition) {
        let entry = state.entry
        state = transition.state
        state.version += 1
        if manner.keepsEvents {
            events.append(
                Run.Event(
                    seconds: Double(now) / 1000,
                    kind: transition.kind.rawValue,
                    percentage: state.percentage.description,
                    reason: state.reason
                )
            )
        }
        switch state.phase {
        case .completed: end = .completed
        case .rolledBack, .killed: end = .rolledBack
        case .halted: end = .halted
        case .scheduled, .progressing, .holding, .awaitingApproval, .paused: break
        }
        if state.entry != entry, end == nil { enter() }
    }

    private mutating func enter() {
        flow.enter(state.position, at: now)
        duration = plan.stages.indices.contains(state.stage) ? plan.stages[state.stage].duration.milliseconds : 0
        watched = plan.guards(inStage: state.stage)
        intervals = watched.map { max(1, $0.interval.milliseconds) }
        due = intervals.map { now + $0 }
    }

    private mutating func rescreen() {
        screens = watched.compactMap { GuardScreen($0, plan: plan, state: state) }
        progress = watched.map { condition in
            let known = state.guards[condition.name] ?? GuardState(entry: state.entry, counting: .window)
            // Kept, so that there is a state to be written back to.
            state.guards[condition.name] = known
            return GuardProgress(known, since: state.stageSince)
        }
        before = progress
    }
}
