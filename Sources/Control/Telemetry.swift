import Metrics
import Rollouts

/// The controller's metrics; names and labels as the HTTP API's page lists them.
enum Telemetry {
    static func leader(_ leads: Bool) {
        Gauge(label: "rampart_leader").record(leads ? 1 : 0)
    }

    static func checkLag(_ lag: Duration) {
        Recorder(label: "rampart_check_lag_seconds").record(max(0, lag.inSeconds))
    }

    static func committed(_ transition: Transition) {
        let flag = transition.state.flag
        Counter(label: "rampart_transitions_total", dimensions: [("flag", flag), ("kind", transition.kind.rawValue)])
            .increment()
        rollout(transition.state)
    }

    static func rollout(_ state: RolloutState) {
        Gauge(label: "rampart_rollout_percentage", dimensions: [("flag", state.flag)])
            .record(Double(state.percentage.thousandths) / 1000)
        for phase in Phase.allCases {
            Gauge(label: "rampart_rollout_phase", dimensions: [("flag", state.flag), ("phase", phase.rawValue)])
                .record(phase == state.phase ? 1 : 0)
        }
    }

    static func verdict(_ verdict: Verdict, flag: String) {
        let labels = [("flag", flag), ("guard", verdict.guardName)]
        if let figure = verdict.figure { Gauge(label: "rampart_guard_value", dimensions: labels).record(figure) }
        if let limit = verdict.limit { Gauge(label: "rampart_guard_limit", dimensions: labels).record(limit) }
        if let evidence = verdict.logEvidence {
            Gauge(label: "rampart_guard_evidence", dimensions: labels).record(evidence)
        }
    }

    static func plans(good: Int, broken: Int) {
        Gauge(label: "rampart_plans", dimensions: [("state", "good")]).record(good)
        Gauge(label: "rampart_plans", dimensions: [("state", "broken")]).record(broken)
    }
}
