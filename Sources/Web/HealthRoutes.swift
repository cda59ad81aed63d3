import HTTPTypes
import Hummingbird
package import Wire

/// Whether the process can serve, and what it has to say of itself.
package struct Readiness: Sendable {
    /// Whether it can serve what it is for.
    package var isReady: Bool
    /// Whether everything around it is well, too.
    package var isWell: Bool
    /// Redis, lease, plans, oldest overdue check.
    package var detail: JSON

    /// A report.
    package init(isReady: Bool, isWell: Bool, detail: JSON) {
        self.isReady = isReady
        self.isWell = isWell
        self.detail = detail
    }
}

/// `/healthz`, `/readyz` and `/metrics`: what probes and Prometheus ask, without a token.
package enum HealthRoutes {
    private static let tag = "Running"

    /// The rows.
    package static func rows(
        metrics: MetricsRegistry,
        readiness: @escaping @Sendable () async -> Readiness
    ) -> [Route] {
        let health = RouteSheet(
            "getHealth",
            tag: tag,
            "Whether the process lives.",
            replies: [.init(200, "It does.", type: "text/plain")]
        )
        let ready = RouteSheet(
            "getReadiness",
            tag: tag,
            "Whether it can serve, and how Redis, the lease and the plans are.",
            parameters: [.init(.query, "strict", "Where it stands in the query, all of these count.")],
            replies: [
                .init(200, "It can.", schema: ["type": "object"]), .init(503, "It cannot.", schema: ["type": "object"]),
            ]
        )
        let figures = RouteSheet(
            "getMetrics",
            tag: tag,
            "Metrics in Prometheus' text format.",
            replies: [.init(200, "All series.", type: "text/plain")]
        )
        return [
            Route(.get, "/healthz", .open, health) { _ in Answers.text("ok\n") },
            Route(.get, "/readyz", .open, ready) { call in
                let report = await readiness()
                let isFine = report.isReady && (call.query("strict") == nil || report.isWell)
                return Answers.json(report.detail, status: isFine ? .ok : .serviceUnavailable)
            },
            Route(.get, "/metrics", .open, figures) { _ in
                Answers.text(metrics.text(), type: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }
}
