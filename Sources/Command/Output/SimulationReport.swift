import Rollouts
import Simulation
import Wire

/// What `rampart simulate` prints.
struct SimulationReport {
    /// The share of users who fail where no option says it.
    static let usualErrorRate = 0.005

    let campaign: Campaign
    let plan: Plan
    let seed: UInt64
    let trafficText: String
    let compares: Bool

    // MARK: - One run

    /// The timeline of one run.
    func text(_ run: Run) -> String {
        var rows = [["time", "event", "share", "reason"]]
        for event in run.events {
            rows.append([Self.time(event.seconds), event.kind, event.percentage, event.reason])
        }
        let end =
            "\(Terminal.coloured(Self.title(run.end), Self.colour(run.end))) after \(Self.time(run.seconds)): "
            + "\(Figures.count(run.exposed)) users exposed, \(Figures.count(run.harmed)) saw an error\n"
        return heading() + Self.table(rows, right: [0, 2]) + "\n" + end
            + (campaign.isRecorded ? "" : "Many runs tell the chances: rampart simulate … --runs 10000\n")
    }

    /// The same for programs.
    func json(_ run: Run) -> JSON {
        .object([
            ("seed", JSON(String(seed))), ("end", JSON(run.end.rawValue)), ("seconds", Self.number(run.seconds)),
            ("usersExposed", JSON(run.exposed)), ("usersHarmed", JSON(run.harmed)),
            (
                "events",
                JSON(
                    run.events.map {
                        [
                            "seconds": Self.number($0.seconds), "kind": JSON($0.kind), "percentage": JSON($0.percentage),
                            "reason": JSON($0.reason),
                        ]
                    }
                )
            ),
        ])
    }

    // MARK: - Many runs

    /// Chances, users and times of each rule.
    func text(_ summaries: [(rule: ComparedRule, summary: Summary)]) -> String {
        var rows = [["rule", "stopped", "completed", "holding", "harmed", "95 %", "time to stop", "95 %"]]
        for (rule, summary) in summaries {
            let runs = Double(max(1, summary.runs))
            func share(_ end: Run.End) -> String { Figures.percent(Double(summary.count(end)) / runs) }
            rows.append([
                rule.title, Figures.percent(summary.stopped), share(.completed), share(.holding),
                Self.users(summary.harmed?.median), Self.users(summary.harmed?.p95),
                summary.secondsToStop.map { Self.time($0.median) } ?? "–",
                summary.secondsToStop.map { Self.time($0.p95) } ?? "–",
            ])
        }
        let runs = summaries.first?.summary.runs ?? 0
        var text = heading() + "\(Figures.count(runs)) \(runs == 1 ? "run" : "runs")\n\n"
        text += Self.table(rows, right: Set(1...7))
        text +=
            "\nstopped: rolled back or halted; harmed: exposed users who saw an error, in the middle run and in the 95th of 100\n"
        if compares {
            text += bounds()
            text +=
                "The other rules look at the strictest limit of each stage alone; looks without users count as no failed check.\n"
        }
        return text
    }

    /// The same for programs: Rampart's own figures at the top, the others' under `compared`.
    func json(_ summaries: [(rule: ComparedRule, summary: Summary)]) -> JSON {
        guard let own = summaries.first?.summary.json.members else { return .null }
        var members = own.map { ($0.name, $0.value) }
        members.append(("seed", JSON(String(seed))))
        if compares {
            members.append(
                ("compared", .object(summaries.dropFirst().map { ($0.rule.rawValue, $0.summary.json) }))
            )
            members.append(("waldBounds", JSON(stageBounds().map { ["stage": JSON($0.stage), "usersHarmed": JSON($0.harmed)] })))
        }
        return .object(members)
    }

    /// What a test that knew the harm beforehand would need, in each stage where there is any.
    private func bounds() -> String {
        stageBounds().map {
            "Wald's bound in stage \($0.stage) (\(plan.stages[$0.stage - 1].position)): \(Figures.number($0.harmed)) users "
                + "harmed in the mean; no test that keeps \(Figures.percent(plan.alpha)) of false alarms needs fewer\n"
        }.joined()
    }

    private func stageBounds() -> [(stage: Int, harmed: Double)] {
        plan.stages.indices.compactMap { index in
            guard let harmed = campaign.waldBound(inStage: index) else { return nil }
            return (index + 1, harmed)
        }
    }

    // MARK: - Parts

    private func heading() -> String {
        let lines = campaign.simulated.assumptions.map { "  \($0)\n" }.joined()
        return "\(Terminal.coloured(plan.flag, .bold)): \(trafficText)\(campaign.isRecorded ? "" : "; seed \(seed)")\n"
            + (campaign.isRecorded ? "" : Terminal.coloured("taken as given:\n\(lines)", .grey)) + "\n"
    }

    private static func title(_ end: Run.End) -> String {
        switch end {
        case .completed: "completed"
        case .rolledBack: "rolled back"
        case .halted: "halted"
        case .holding: "still holding"
        }
    }

    private static func colour(_ end: Run.End) -> Terminal.Colour {
        switch end {
        case .completed: .green
        case .rolledBack, .halted: .red
        case .holding: .yellow
        }
    }

    private static func users(_ count: Double?) -> String { count.map { Figures.number($0.rounded()) } ?? "–" }

    private static func number(_ value: Double) -> JSON { Int(exactly: value).map { JSON($0) } ?? JSON(value) }

    /// Whole seconds as `1h30m`.
    static func time(_ seconds: Double) -> String { Duration.seconds(Int(min(1e12, max(0, seconds)).rounded())).planText }

    /// Columns side by side, the first row as their heads; those in `right` end at the same place.
    static func table(_ rows: [[String]], right: Set<Int>) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                let isLast = column + 1 == row.count
                line += right.contains(column) ? space + cell : isLast ? cell : cell + space
                if !isLast { line += "  " }
            }
            // An empty last cell leaves no spaces behind.
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
