import Evidence
package import Rollouts

/// Many simulated rollouts of one plan in one traffic.
package struct Campaign: Sendable {
    /// Where users come from.
    package enum Traffic: Sendable {
        /// Users who come at random at a rate, and how often they fail.
        case drawn(UserRate, ErrorRates)
        /// Recorded outcomes; every run is the same.
        case recorded(Recording)
    }

    /// The plan as it is simulated.
    package let simulated: SimulatedPlan
    private let traffic: Traffic
    private let seed: UInt64

    /// Runs of `plan` that `seed` repeats.
    package init(plan: Plan, traffic: Traffic, seed: UInt64) {
        simulated = SimulatedPlan(plan)
        self.traffic = traffic
        self.seed = seed
    }

    /// Run number 0 with its events.
    package func timeline() -> Run {
        var course = Course(
            simulated,
            flow: flow(0),
            manner: Course.Manner(horizon: simulated.horizon, keepsEvents: true, isScreened: false)
        )
        return course.run()
    }

    /// Runs the plan under `rule`, once for each of `numbers`; a recording once, since it has one course.
    ///
    /// The same numbers see the same users under every rule, for as long as they are in the same stage, and whether they are
    /// run together or in parts.
    package func summary(of rule: ComparedRule = .rampart, runs numbers: Range<Int>) -> Summary {
        var summary = Summary()
        for number in numbers where number == 0 || !isRecorded {
            summary.add(run(rule, number))
        }
        return summary
    }

    /// Run number `number` under `rule`.
    func run(_ rule: ComparedRule, _ number: Int) -> Run {
        switch rule {
        case .rampart:
            var course = Course(
                simulated,
                flow: flow(number),
                manner: Course.Manner(horizon: simulated.horizon, isScreened: !isRecorded)
            )
            return course.run()
        case .threshold: return run(ThresholdRule(), number)
        case .failedChecks: return run(FailedChecksRule(), number)
        case .failureLimit: return run(FailureLimitRule(), number)
        }
    }

    private func run(_ rule: some CountingRule, _ number: Int) -> Run {
        var course = RuleCourse(simulated: simulated, flow: flow(number), rule: rule)
        return course.run()
    }

    /// The users that a test which knew the harm of a stage beforehand would let see an error, in the mean; `nil` where there
    /// is none, no limit, or a recording.
    package func waldBound(inStage index: Int) -> Double? {
        switch traffic {
        case .recorded: return nil
        case .drawn(_, let rates):
            let plan = simulated.plan
            guard plan.stages.indices.contains(index), let limit = simulated.limit(inStage: index) else { return nil }
            let rate = rates.rate(at: plan.stages[index].position.percentage)
            let users = WaldBound.users(limit: limit.errorRate, rate: rate, alpha: plan.alpha)
            return users.isFinite ? users * rate : nil
        }
    }

    /// Whether every run is the same.
    package var isRecorded: Bool {
        switch traffic {
        case .drawn: false
        case .recorded: true
        }
    }

    private func flow(_ number: Int) -> Flow {
        switch traffic {
        case .drawn(let users, let rates):
            Flow(
                .drawn(
                    PoissonTraffic(
                        users: users,
                        rates: rates,
                        hasControl: simulated.isCompared,
                        random: Xoshiro(seed: seed, stream: UInt64(truncatingIfNeeded: number))
                    )
                ),
                delay: simulated.plan.delay
            )
        case .recorded(let recording):
            Flow(.recorded(ReplayedTraffic(recording)), delay: simulated.plan.delay)
        }
    }
}
