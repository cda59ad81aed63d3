import HTTPTypes
package import Hummingbird
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
    /// Adds the routes to `router`.
    package static func add<Context: RequestContext>(
        to router: some RouterMethods<Context>,
        metrics: MetricsRegistry,
        readiness: @escaping @Sendable () async -> Readiness
    ) {
        router.get("/healthz") { _, _ in text("ok\n") }
        router.get("/readyz") { request, _ in
            let report = await readiness()
            let isStrict = request.uri.queryParameters["strict"] != nil
            let isFine = report.isReady && (!isStrict || report.isWell)
            return json(report.detail, status: isFine ? .ok : .serviceUnavailable)
        }
        router.get("/metrics") { _, _ in
            text(metrics.text(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private static func json(_ json: JSON, status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.text + "\n"))
        )
    }
}
