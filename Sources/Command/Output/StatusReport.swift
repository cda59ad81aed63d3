import Control
import Rollouts
import Store
import Wire

/// Rollouts as `rampart status` shows them.
struct StatusReport {
    let rollouts: [StoredRollout]
    let leader: String?
    /// The readings kept of each guard, where one rollout is shown in full.
    let readings: [String: ReadingSeries]
    let now: Moment
    let speed: Double

    private func view(_ stored: StoredRollout) -> RolloutView { RolloutView(stored, speed: speed, now: now) }

    private var leading: String {
        guard let leader else { return "no controller leads" }
        let parts = leader.split(separator: " ")
        return "led by \(parts.last ?? "?") (epoch \(parts.first ?? "?"))"
    }

    /// One line a rollout.
    var lines: String {
        guard !rollouts.isEmpty else { return "no rollout yet; \(leading)" }
        let width = rollouts.map(\.state.flag.count).max() ?? 0
        let rows = rollouts.map { stored in
            let state = stored.state
            let hold = state.hold.map { " (\($0.rawValue))" } ?? ""
            let mark = state.orphaned == .none ? "" : " orphaned"
            let name = state.flag + String(repeating: " ", count: width - state.flag.count)
            return "\(name)  \(Self.bar(state.percentage))  \(Self.coloured(state))\(hold)\(mark)  "
                + "since \(Self.age(now - state.phaseSince)): \(state.reason)"
        }
        return (rows + [leading]).joined(separator: "\n")
    }

    /// One rollout with its stages and guards.
    var full: String {
        guard let stored = rollouts.first else { return "" }
        let state = stored.state
        var lines = [
            "\(Terminal.coloured(state.flag, .bold))  \(Self.bar(state.percentage))  \(Self.coloured(state))"
                + (state.hold.map { " (\($0.rawValue))" } ?? ""),
            "  since \(Self.age(now - state.phaseSince)) by \(state.actor): \(state.reason)",
            "  attempt \(state.attempt), entry \(state.entry), version \(state.version), plan \(stored.file) "
                + "revision \(state.planRevision); \(leading)",
        ]
        let view = view(stored)
        guard let plan = view.plan else { return lines.joined(separator: "\n") }
        let stages = plan.stages.enumerated().map { index, stage in
            let mark = index == state.stage && state.phase != .scheduled ? ">" : " "
            return "  \(mark) \(stage.position), \(stage.duration.planText)\(stage.approval ? ", wants approval" : "")"
        }
        lines += ["  stages:"] + stages
        if !view.verdicts.isEmpty { lines.append("  guards:") }
        for verdict in view.verdicts {
            lines.append("    \(verdict.guardName): \(verdict.standing.rawValue), \(verdict.message)")
            if let plot = plot(verdict, plan) { lines.append("      \(plot)") }
            if let evidence = verdict.logEvidence, let limit = verdict.breachAt {
                lines.append(
                    "      odds that it is harmed: \(Figures.odds(evidence)); a breach at \(Figures.odds(limit))"
                )
            }
        }
        let orders = view.orders.map(\.rawValue)
        if !orders.isEmpty { lines.append("  possible orders: \(orders.joined(separator: ", "))") }
        return lines.joined(separator: "\n")
    }

    /// What a guard has read lately, oldest first, as a line of bars.
    private func plot(_ verdict: Verdict, _ plan: Plan) -> String? {
        guard let series = readings[verdict.guardName], let newest = series.points.last?.at else { return nil }
        let oldest = newest - .seconds(86_400)
        guard let first = series.points.first(where: { $0.at >= oldest })?.at, first < newest else { return nil }
        let condition = plan.guards.first { $0.name == verdict.guardName }
        var measure = SeriesPlot.Measure.errors
        if case .conversion = condition?.criterion { measure = .conversions }
        let plot = SeriesPlot(series, from: first, until: newest, width: 60, measure: measure, limit: verdict.limit)
        guard !plot.scale.isEmpty else { return nil }
        return "\(Terminal.coloured(plot.bars, .blue))  \(plot.scale) in the last \(Self.age(newest - first))"
    }

    /// The same for programs: rollouts as the server tells of each.
    var json: JSON { RolloutList(rollouts.map { view($0).json() }, leader: leader).json }

    private static func coloured(_ state: RolloutState) -> String {
        let colour: Terminal.Colour =
            switch state.phase {
            case .progressing, .completed: .green
            case .scheduled, .holding, .awaitingApproval, .paused: .yellow
            case .halted, .rolledBack, .killed: .red
            }
        return Terminal.coloured(state.phase.rawValue, colour)
    }

    private static func bar(_ percentage: Percentage) -> String {
        let full = Int((percentage.fraction * 10).rounded())
        let text = percentage.description
        return String(repeating: "█", count: full) + String(repeating: "░", count: 10 - full)
            + String(repeating: " ", count: max(0, 7 - text.count)) + text
    }

    /// The two largest units of a length of time.
    private static func age(_ duration: Duration) -> String {
        let seconds = Int(max(0, duration.inSeconds))
        if seconds >= 86_400 { return Duration.seconds(seconds / 3600 * 3600).planText }
        if seconds >= 3600 { return Duration.seconds(seconds / 60 * 60).planText }
        return Duration.seconds(seconds).planText
    }
}
