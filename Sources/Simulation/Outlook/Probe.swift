import Evidence
import Rollouts

/// Tries one guard in one stage of a plan.
struct Probe {
    let stage: Int
    let condition: Guard
    let users: UserRate
    let seed: UInt64
    private let simulated: SimulatedPlan
    private let plan: Plan

    init(simulated: SimulatedPlan, stage: Int, condition: Guard, users: UserRate, seed: UInt64) {
        self.stage = stage
        self.condition = condition
        self.users = users
        self.seed = seed
        plan = simulated.plan
        var alone = simulated.plan
        var condition = condition
        condition.onBreach = .rollback
        // Alone, it still has its own share of the chance of a false alarm.
        alone.confidence = 1 - simulated.plan.alpha
        alone.guards = [condition]
        alone.startingStage = stage
        self.simulated = SimulatedPlan(alone)
    }

    /// The share of errors that the guard allows.
    private var limit: Double {
        guard let proportion = condition.proportion else { return 0 }
        if let limit = proportion.limit(inStage: stage) { return limit.errorRate }
        return min(1, Outlook.assumedControl * (proportion.control?.maxRatio ?? 1))
    }

    /// What control fails: as often as makes the limit just the allowed ratio.
    private var control: Double {
        let ratio = condition.proportion?.control?.maxRatio ?? 1
        return min(1, limit / max(1, ratio))
    }

    private var position: Stage.Position { plan.stages[stage].position }

    private var exposedPerSecond: Double {
        let members = position.segments.isEmpty ? 1 : PoissonTraffic.segmentShare
        return users.perSecond * members * position.percentage.fraction
    }

    /// The guard's prospects from so many runs a worsening.
    func cell(runs: Int) -> Outlook.Cell {
        Outlook.Cell(
            stage: stage,
            position: position,
            duration: plan.stages[stage].duration,
            guardName: condition.name,
            limit: limit,
            expected: exposedPerSecond * plan.stages[stage].duration.inSeconds,
            needed: plan.stages[stage].minSamples,
            detections: Outlook.Worsening.allCases.map { detection($0, runs: runs) }
        )
    }

    private func detection(_ worsening: Outlook.Worsening, runs: Int) -> Outlook.Detection {
        let rate = worsening.rate(limit: limit)
        let rates = ErrorRates(exposed: rate, control: control)
        var stops: [Run] = []
        for number in 0..<runs {
            let random = Xoshiro(seed: seed, stream: UInt64(truncatingIfNeeded: number))
            let traffic = PoissonTraffic(users: users, rates: rates, hasControl: simulated.isCompared, random: random)
            var course = Course(
                simulated,
                flow: Flow(.drawn(traffic), delay: plan.delay),
                manner: Course.Manner(horizon: plan.stages[stage].duration.milliseconds)
            )
            let run = course.run()
            if run.isStopped { stops.append(run) }
        }
        let isTypical = 2 * stops.count >= runs
        let bound = WaldBound.users(limit: limit, rate: rate, alpha: plan.alpha) * rate
        return Outlook.Detection(
            worsening: worsening,
            rate: rate,
            caught: Double(stops.count) / Double(max(1, runs)),
            seconds: isTypical ? Quantiles(stops.map(\.seconds))?.median : nil,
            harmed: isTypical ? Quantiles(stops.map { Double($0.harmed) })?.median : nil,
            bound: bound
        )
    }
}

/// How often a plan rolls back though everyone fails exactly as often as is allowed: the worst that is no harm.
struct FalseAlarms {
    let simulated: SimulatedPlan
    let users: UserRate
    let seed: UInt64

    /// The share of runs that were stopped, an operator advancing those that stay undecided; `nil` without any limit.
    func share(runs: Int) -> Double? {
        var steps: [ErrorRates.Step] = []
        for (index, stage) in simulated.plan.stages.enumerated() {
            guard let limit = simulated.limit(inStage: index) else { continue }
            steps.append(ErrorRates.Step(from: stage.position.percentage, rate: limit.errorRate))
        }
        guard !steps.isEmpty else { return nil }
        // Control fails as often as the exposed ever do, so that no comparison finds harm either.
        let rates = ErrorRates(base: steps.map(\.rate).max() ?? 0, steps: steps)
        var stopped = 0
        for number in 0..<runs {
            let random = Xoshiro(seed: seed, stream: UInt64(truncatingIfNeeded: number))
            let traffic = PoissonTraffic(users: users, rates: rates, hasControl: simulated.isCompared, random: random)
            var course = Course(
                simulated,
                flow: Flow(.drawn(traffic), delay: simulated.plan.delay),
                manner: Course.Manner(horizon: simulated.horizon, isUrged: true)
            )
            if course.run().isStopped { stopped += 1 }
        }
        return Double(stopped) / Double(max(1, runs))
    }
}
