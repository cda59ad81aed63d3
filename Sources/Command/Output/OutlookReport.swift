import Rollouts
import Simulation
import Wire

/// What `rampart check` says of a plan at a given traffic: how soon harm is caught, and how many users see it first.
struct OutlookReport {
    let outlook: Outlook
    let traffic: UserRate

    /// The longest bar of the plot, in characters.
    private static let longestBar = 20.0

    init(plan: Plan, traffic: UserRate) {
        outlook = Outlook(plan: plan, users: traffic)
        self.traffic = traffic
    }

    /// A table, its bars on a logarithmic scale of seconds, and warnings.
    func text() -> String {
        guard !outlook.cells.isEmpty else {
            return "  no stage with a duration has a guard that counts errors, so nothing would be caught by one\n"
        }
        var rows = [["stage", "guard", "worsening", "caught", "after", "users harmed", "Wald", ""]]
        let longest = outlook.cells.flatMap(\.detections).compactMap(\.seconds).max() ?? 1
        for cell in outlook.cells {
            for (index, detection) in cell.detections.enumerated() {
                rows.append([
                    index == 0 ? "\(cell.position)" : "", index == 0 ? cell.guardName : "", detection.worsening.title,
                    Figures.percent(detection.caught),
                    detection.seconds.map(SimulationReport.time) ?? "not in \(cell.duration.planText)",
                    detection.harmed.map { Figures.number($0) } ?? "–",
                    detection.bound.isFinite ? Figures.number(detection.bound) : "–",
                    Self.bar(detection.seconds, longest: longest),
                ])
            }
        }
        var text = "\nIn \(traffic), errors from a stage's first user on would be caught:\n\n"
        text += SimulationReport.table(rows, right: [3, 4, 5, 6])
        text += "\nafter, users harmed: the middle run; Wald: the fewest in the mean for any test, before whole readings\n"
        if let share = outlook.falseRollbacks {
            text +=
                "A healthy rollout is rolled back in at most \(Figures.percent(outlook.allowedFalseRollbacks)) of cases; in "
                + "\(Figures.count(outlook.falseRollbackRuns)) runs exactly at the limits, \(Figures.percent(share)) were\n"
        }
        for warning in outlook.warnings { text += Terminal.coloured("warning: \(warning)", .yellow) + "\n" }
        return text
    }

    /// The same for programs.
    func json() -> JSON {
        .object([
            ("traffic", JSON(traffic.description)),
            ("stages", JSON(outlook.cells.map(Self.json))),
            (
                "falseRollbacks",
                .object([
                    ("atMost", JSON(outlook.allowedFalseRollbacks)), ("seen", outlook.falseRollbacks.map { JSON($0) }),
                    ("runs", JSON(outlook.falseRollbackRuns)),
                ])
            ),
            ("warnings", JSON(outlook.warnings.map { JSON($0) })),
        ])
    }

    private static func json(_ cell: Outlook.Cell) -> JSON {
        [
            "stage": JSON(cell.stage), "percentage": cell.position.percentage.json, "guard": JSON(cell.guardName),
            "limit": JSON(cell.limit), "expectedUsers": JSON(cell.expected), "neededUsers": JSON(cell.needed),
            "worsenings": JSON(
                cell.detections.map { detection in
                    .object([
                        ("rate", JSON(detection.rate)), ("caught", JSON(detection.caught)),
                        ("seconds", detection.seconds.map { JSON($0) }),
                        ("usersHarmed", detection.harmed.map { JSON($0) }),
                        ("waldBound", detection.bound.isFinite ? JSON(detection.bound) : nil),
                    ])
                }
            ),
        ]
    }

    /// A bar that grows with the logarithm of the time: each step is as many times as long as the one before.
    private static func bar(_ seconds: Double?, longest: Double) -> String {
        guard let seconds, longest > 0 else { return "" }
        // Doublings stand for the logarithm, which no room's arithmetic is needed for.
        func doublings(_ value: Double) -> Double { Double(max(1, value).exponent) + max(1, value).significand - 1 }
        let share = doublings(seconds) / max(1, doublings(longest))
        return String(repeating: "▇", count: max(1, Int((share * longestBar).rounded())))
    }
}
