package import Wire

/// What came of many runs.
package struct Summary: Sendable, Equatable {
    /// Runs by their end.
    package private(set) var ends: [Run.End: Int] = [:]
    private var harmedCounts: [Double] = []
    private var exposedCounts: [Double] = []
    private var decisionSeconds: [Double] = []
    private var stopSeconds: [Double] = []

    /// No runs yet.
    package init() {}

    /// Adds a run.
    package mutating func add(_ run: Run) {
        ends[run.end, default: 0] += 1
        harmedCounts.append(Double(run.harmed))
        exposedCounts.append(Double(run.exposed))
        if run.end != .holding { decisionSeconds.append(run.seconds) }
        if run.isStopped { stopSeconds.append(run.seconds) }
    }

    /// Adds the runs of `other`.
    package mutating func add(_ other: Summary) {
        for (end, count) in other.ends { ends[end, default: 0] += count }
        harmedCounts += other.harmedCounts
        exposedCounts += other.exposedCounts
        decisionSeconds += other.decisionSeconds
        stopSeconds += other.stopSeconds
    }

    /// How many there were.
    package var runs: Int { harmedCounts.count }
    /// The runs that ended so.
    package func count(_ end: Run.End) -> Int { ends[end] ?? 0 }
    /// The share of runs that were rolled back or halted, 0–1.
    package var stopped: Double { runs == 0 ? 0 : Double(stopSeconds.count) / Double(runs) }
    /// Exposed users who saw an error, of all runs.
    package var harmed: Quantiles? { Quantiles(harmedCounts) }
    /// Exposed users, of all runs.
    package var exposed: Quantiles? { Quantiles(exposedCounts) }
    /// Seconds from the start to the completion, rollback or halt of the runs that came to one.
    package var secondsToDecision: Quantiles? { Quantiles(decisionSeconds) }
    /// Seconds from the start to the rollback or halt of the runs that came to one.
    package var secondsToStop: Quantiles? { Quantiles(stopSeconds) }

    /// `{"runs":…,"outcomes":{…},"usersHarmed":{…},"usersExposed":{…},"secondsToDecision":{…}}`.
    package var json: JSON {
        [
            "runs": JSON(runs),
            "outcomes": .object(Run.End.allCases.map { ($0.rawValue, JSON(count($0))) }),
            "usersHarmed": harmed.json,
            "usersExposed": exposed.json,
            "secondsToDecision": secondsToDecision.json,
        ]
    }
}

extension Quantiles? {
    /// Null where there was nothing to take them of.
    fileprivate var json: JSON {
        guard let self else { return ["median": .null, "p95": .null] }
        return ["median": Self.json(self.median), "p95": Self.json(self.p95)]
    }

    /// Whole numbers without a fraction: users are whole.
    private static func json(_ value: Double) -> JSON { Int(exactly: value).map { JSON($0) } ?? JSON(value) }
}
