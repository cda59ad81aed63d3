import Rollouts

/// Traffic that flows past one rollout: what each guard's source would count since the stage's entry.
struct Flow {
    /// Where it comes from.
    enum Kind {
        /// Users that come and fail independently of each other.
        case drawn(PoissonTraffic)
        /// A recording.
        case recorded(ReplayedTraffic)
    }

    // Two optionals and no `Kind`: they are drawn from in place, millions of times.
    private var drawn: PoissonTraffic?
    private var recorded: ReplayedTraffic?
    /// How far readings end before now, in milliseconds.
    private let delay: Int
    private var entered = 0
    private var covered = 0
    /// Since the entry, for guards without a stream of their own.
    private(set) var counted = Outcomes()
    /// Exposed users and their errors over the whole run.
    private(set) var total = ArmCounts()

    init(_ kind: Kind, delay: Duration) {
        switch kind {
        case .drawn(let traffic): drawn = traffic
        case .recorded(let traffic): recorded = traffic
        }
        self.delay = max(0, delay.milliseconds)
    }

    /// Counts begin anew at `now`, with a stage of this share.
    mutating func enter(_ stage: Stage.Position, at now: Int) {
        flow(to: now)
        entered = now
        counted = Outcomes()
        drawn?.enter(stage)
        recorded?.enter()
    }

    /// Lets readings that are asked for at `now` see what came until `delay` before.
    mutating func read(at now: Int) { flow(to: max(entered, now - delay)) }

    /// The end: what no reading has seen yet was exposed all the same.
    mutating func end(at now: Int) { flow(to: now) }

    private mutating func flow(to end: Int) {
        guard end > covered else { return }
        let new = drawn?.draw(milliseconds: end - covered) ?? recorded?.take(until: end) ?? Outcomes()
        covered = end
        counted += new
        total.add(new.exposed)
    }

    /// The answer of a guard's source.
    func reading(of condition: Guard, entry: String, at now: Moment) -> Reading {
        let outcome =
            recorded?.outcome(for: condition.name) ?? .counts(treatment: counted.exposed, control: counted.control)
        return Reading(guardName: condition.name, entry: entry, asked: now, outcome: outcome)
    }
}
