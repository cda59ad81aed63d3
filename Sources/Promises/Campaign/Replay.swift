import Rollouts

/// One seed again, whole or with some of its troubles.
package struct Replay: Sendable {
    private let scenario: Scenario
    private let bug: PlantedBug

    /// The run of `seed` with the troubles of these numbers; `nil` is all of them.
    package init(seed: UInt64, troubles: Set<Int>?, bug: PlantedBug = PlantedBug()) {
        let whole = Scenario(seed: seed)
        scenario = troubles.map(whole.with) ?? whole
        self.bug = bug
    }

    /// Runs it.
    package func run(traces: Bool) -> Run { World(scenario, bug: bug, traces: traces).run() }
}

extension Run {
    /// One line: seed, what was broken and when.
    package var summary: String {
        guard let violation else { return "seed \(seed): every promise was kept for \(Happening.clock(lasted))" }
        let at = violation.at.map { Happening.clock($0 - Scenario.dawn) } ?? "the end"
        return "seed \(seed): broke \(violation) (at \(at))"
    }
}
