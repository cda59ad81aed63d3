package import Rollouts

/// A run's world as its seed draws it. Data: the same seed is the same scenario, and troubles can be left out of it.
package struct Scenario: Sendable, Equatable {
    /// The seed.
    package var seed: UInt64
    /// How many controllers there are.
    package var nodes: Int
    /// What is true of each flag's feature.
    package var natures: [FlagNature]
    /// Each flag's plan at the start.
    package var plans: [PlanDraft]
    /// The least that a sleep lasts.
    package var grain: Duration
    /// How long a lease lasts.
    package var leaseTTL: Duration
    /// The time between two looks at the plan directory.
    package var rescan: Duration
    /// Whether a copy of what was seen is kept on the controller's disk: for a single controller.
    package var hasDisk: Bool
    /// For how long there may be troubles.
    package var storm: Duration
    /// For how long the world is left in peace at most, once the troubles are over.
    package var peace = Duration.seconds(3600)
    /// Whether everything that processes log is kept and searched for secrets.
    package var logsAll: Bool
    /// Whether only the first flag, and channels, are in any trouble: the other rollouts must not notice.
    package var isLocal: Bool
    /// What is done to it, in order.
    package var troubles: [TimedTrouble]

    /// The first instant of every run: 2026-12-26T09:00:00Z.
    package static let dawn = Moment(milliseconds: 1_798_275_600_000)

    /// The scenario of `seed`.
    package init(seed: UInt64) {
        var chance = Chance(seed: seed, stream: "scenario")
        self.seed = seed
        nodes = chance.pick([1, 1, 1, 2, 2, 3])
        leaseTTL = .seconds(chance.pick([15, 30, 60]))
        // Never so coarse that a lease runs out between two of its renewals.
        grain = min(.seconds(chance.pick([2, 5, 10, 10, 15])), leaseTTL * 2 / 3)
        rescan = .seconds(chance.pick([10, 20, 30]))
        hasDisk = nodes == 1 && chance.happens(0.3)
        storm = .seconds(chance.number(60...chance.pick([240, 240, 480, 720])))
        logsAll = chance.happens(0.06)
        isLocal = chance.happens(0.1)
        let flags = (0..<chance.pick([1, 1, 2, 2, 3, 4])).map { "f\($0)" }
        plans = []
        natures = []
        for flag in flags {
            var plan = PlanDraft.draw(flag, after: isLocal ? [] : plans.map(\.flag), &chance)
            var nature = Self.nature(flag, storm, &chance)
            // A ratio of a few errors to a few takes long to be clear: that is no stall.
            if plan.guards.contains(where: { $0.contains("comparedToControl") }) { nature.healthyRate = 0 }
            if isLocal, flag != flags[0] {
                nature.harmfulFrom = nil
                for index in plan.steps.indices { plan.steps[index].approval = false }
            }
            plans.append(plan)
            natures.append(nature)
        }
        troubles = []
        var storms = TroubleSource(scenario: self, chance: Chance(seed: seed, stream: "troubles"))
        troubles = storms.draw()
    }

    private static func nature(_ flag: String, _ storm: Duration, _ chance: inout Chance) -> FlagNature {
        let healthy = chance.pick([0, 0.002, 0.004])
        return FlagNature(
            flag: flag,
            perHour: chance.pick([6000, 20_000, 60_000]),
            controlRate: 0.01,
            healthyRate: healthy,
            harmfulRate: chance.pick([0.3, 0.6, 1]),
            harmfulFrom: chance.happens(0.35) ? chance.span(.zero...storm) : nil
        )
    }

    /// The same with those troubles only whose numbers are in `numbers`.
    package func with(troubles numbers: Set<Int>) -> Scenario {
        var scenario = self
        scenario.troubles = troubles.filter { numbers.contains($0.number) }
        return scenario
    }
}
