import Rollouts

/// Makes a failing run shorter: leaves troubles out for as long as the same promise is still broken.
package struct Shrinker: Sendable {
    /// How many runs it may take.
    package var budget = 300
    private let bug: PlantedBug

    /// A shrinker of runs with `bug` planted.
    package init(bug: PlantedBug = PlantedBug()) { self.bug = bug }

    /// The shortest scenario that was found, and how many runs it took.
    package func shortest(_ scenario: Scenario, breaking violation: Violation) -> (scenario: Scenario, runs: Int) {
        var runs = 0
        func fails(_ candidate: Scenario) -> Bool {
            runs += 1
            return World(candidate, bug: bug).run().violation?.promise == violation.promise
        }
        var best = scenario
        // What had not begun when the promise was broken had no part in it.
        if let at = violation.at {
            let before = scenario.with(troubles: Set(scenario.troubles.filter { Scenario.dawn + $0.at <= at }.map(\.number)))
            if fails(before) { best = before }
        }
        // Zeller & Hildebrandt 2002 (ddmin), by complements: halves first, then ever smaller parts.
        var parts = 2
        while !best.troubles.isEmpty, runs < budget {
            let numbers = best.troubles.map(\.number)
            let size = max(1, (numbers.count + parts - 1) / parts)
            let smaller = stride(from: 0, to: numbers.count, by: size).lazy
                .map { start in best.with(troubles: Set(numbers[..<start] + numbers[min(start + size, numbers.count)...])) }
                .first { runs < budget && fails($0) }
            if let smaller {
                best = smaller
                parts = max(2, parts - 1)
            } else if size == 1 {
                break
            } else {
                parts = min(numbers.count, parts * 2)
            }
        }
        return (best, runs)
    }
}
