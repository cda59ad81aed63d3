import Evidence
import Rollouts
import Wire

/// A decision explained for a person, or for a program.
struct ExplainReport {
    let id: String
    let event: RolloutEvent
    let explanation: Explanation?

    init(id: String, event: RolloutEvent) {
        self.id = id
        self.event = event
        explanation = Explanation(event)
    }

    var text: String {
        var lines = [
            "\(Terminal.coloured("\(event.flag): \(event.kind.rawValue)", .bold)), \(event.from.percentage) → "
                + "\(event.to.percentage), \(event.from.phase.rawValue) → \(event.to.phase.rawValue)",
            "  at \(event.at) by \(event.actor), log entry \(id), attempt \(event.attempt), entry \(event.entry)",
            "  because \(event.reason)",
        ]
        let intervals = Dictionary(
            explanation?.intervals.map { ($0.guardName, $0.interval) } ?? [],
            uniquingKeysWith: { first, _ in first }
        )
        for verdict in explanation?.judgement?.verdicts ?? [] {
            lines += Self.lines(verdict, intervals[verdict.guardName])
        }
        for alternative in explanation?.alternatives ?? [] { lines.append("  \(alternative)") }
        guard let explanation else {
            lines.append(
                "  This was \(event.actor == "controller" ? "an edit of the plan" : "an order"): there is nothing to judge again."
            )
            return lines.joined(separator: "\n")
        }
        if let difference = explanation.difference {
            lines.append(Terminal.coloured("  Judged again on the same grounds it comes out DIFFERENTLY:", .red))
            lines.append("    recorded: \(difference.recorded)")
            lines.append("    now:      \(difference.replayed)")
        } else {
            lines.append(
                Terminal.coloured("  Judged again on the same grounds: the same decision, bit for bit.", .green)
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ verdict: Verdict, _ interval: Interval?) -> [String] {
        var lines = ["  guard '\(verdict.guardName)' \(verdict.standing.rawValue): \(verdict.message)"]
        if let evidence = verdict.logEvidence, let breachAt = verdict.breachAt, let limit = verdict.limit {
            let subject =
                verdict.rule == .control
                ? "that the exposed fail more than \(Figures.number(limit)) times as often as control"
                : "that more than \(Figures.percent(limit)) fail"
            lines.append("    odds of \(Figures.odds(evidence)) \(subject); a breach at \(Figures.odds(breachAt))")
        }
        if let interval {
            lines.append(
                "    the true rate of errors lies between \(Figures.percent(interval.low)) and "
                    + "\(Figures.percent(interval.high)), with 95 % confidence at every moment"
            )
        }
        return lines
    }

    var json: JSON {
        .object([
            ("id", JSON(id)), ("event", event.json),
            ("same", explanation.map { JSON($0.isSame) }),
            ("alternatives", explanation.map { JSON($0.alternatives.map { JSON($0) }) }),
            (
                "intervals",
                explanation.map { explanation in
                    .object(
                        explanation.intervals.map {
                            ($0.guardName, [JSON($0.interval.low), JSON($0.interval.high)] as JSON)
                        }
                    )
                }
            ),
        ])
    }
}
