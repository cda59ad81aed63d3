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

    private var kind: Kind
    /// How far readings end before now, in milliseconds.
    private let delay: Int
    private var entered = 0
    private var covered = 0
    /// Since the entry, for guards without a stream of their own.
    private(set) var counted = Outcomes()
    /// Exposed users and their errors over the whole run.
    private(set) var total = ArmCounts()

    init(_ kind: Kind, delay: Duration) {
        self.kind = kind
        self.delay = max(0, delay.milliseconds)
    }

    /// Counts begin anew at `now`, with a stage of this share.
    mutating func enter(_ stage: Stage.Position, at now: Int) {
        flow(to: now)
        entered = now
        counted = Outcomes()
        switch kind {
        case .drawn(var traffic):
            traffic.enter(stage)
            kind = .drawn(traffic)
        case .recorded(var traffic):
            traffic.enter(at: now)
            kind = .recorded(traffic)
        }
    }

    /// Lets readings that are asked for at `now` see what came until `delay` before.
    mutating func read(at now: Int) { flow(to: max(entered, now - delay)) }

    /// The end: what no reading has seen yet was exposed all the same.
    mutating func end(at now: Int) { flow(to: now) }

    private mutating func flow(to end: Int) {
        guard end > covered else { return }
        var new: Outcomes
        switch kind {
        case .drawn(var traffic):
            new = traffic.draw(milliseconds: end - covered)
            kind = .drawn(traffic)
        case .recorded(var traffic):
            new = traffic.take(until: end)
            kind = .recorded(traffic)
        }
        covered = end
        counted += new
        total.add(new.exposed)
    }

    /// The answer of a guard's source.
    func reading(of condition: Guard, entry: String, at now: Moment) -> Reading {
        let outcome: Reading.Outcome
        switch kind {
        case .drawn: outcome = .counts(treatment: counted.exposed, control: counted.control)
        case .recorded(let traffic): outcome = traffic.outcome(for: condition.name)
        }
        return Reading(guardName: condition.name, entry: entry, asked: now, outcome: outcome)
    }
}
