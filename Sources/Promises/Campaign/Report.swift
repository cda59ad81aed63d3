/// A broken promise for people: the shortest run that still breaks it, what happened in it, and how to see it again.
package struct Report: Sendable {
    /// Its lines.
    package let lines: [String]

    /// Makes `run`, which broke a promise, as short as it can be.
    package init(of run: Run, bug: PlantedBug = PlantedBug()) {
        guard let violation = run.violation else {
            lines = [run.summary]
            return
        }
        let (scenario, runs) = Shrinker(bug: bug).shortest(Scenario(seed: run.seed), breaking: violation)
        let short = World(scenario, bug: bug, traces: true).run()
        let numbers = scenario.troubles.map { String($0.number) }.joined(separator: ",")
        var lines = ["", short.summary, "\(scenario.troubles.count) of \(run.troubles.count) troubles are needed (\(runs) runs):"]
        lines += scenario.troubles.map { "  \(Happening.clock($0.at))  \($0.number): \($0.trouble)" }
        lines.append("what happened last:")
        lines += short.lines.suffix(40).map { "  \($0)" }
        let planted = bug.name.isEmpty ? "" : " --planted '\(bug.name)'"
        lines.append("replay: rampart-simulation --seed \(run.seed) --troubles '\(numbers)' --trace\(planted)")
        self.lines = lines
    }
}

extension PlantedBug {
    /// The head of the table of planted bugs.
    package static let head = ["| planted bug | found after seeds | what was broken |", "|---|---|---|"]

    /// A row of the table: the bug, how many seeds it took, and what they broke.
    package func row(_ progress: Campaign.Progress, from first: UInt64) -> String {
        guard let run = progress.broken.min(by: { $0.seed < $1.seed }), let violation = run.violation else {
            return "| \(name) | not found in \(progress.runs) | |"
        }
        return "| \(name) | \(run.seed - first + 1) | \(violation) |"
    }
}
