import HTTPTypes
import Hummingbird
import Logging
import Web
import Wire

/// What stands around Rampart in the demo: an analytics endpoint and a Slack-compatible sink, over real HTTP.
struct DemoServer: Sendable {
    let ledger: DemoLedger
    /// Called with each message that the sink was posted.
    let onMessage: @Sendable (JSON) -> Void

    /// The flag whose reports never come.
    static let brokenReport = "search_ranking"

    /// The server on a free port of this machine, told by `onStart`.
    func application(logger: Logger, onStart: @escaping @Sendable (Int) async -> Void) -> some ApplicationProtocol {
        let router = Router()
        let (ledger, onMessage) = (self.ledger, self.onMessage)
        router.post("/api/analytics/flag-events") { request, _ in
            let events = try await Self.body(request).array ?? []
            ledger.take(events)
            return Self.json(["accepted": JSON(events.count)], .accepted)
        }
        router.get("/api/analytics/flags/:key/report") { request, context in
            let flag = context.parameters.get("key") ?? ""
            guard flag != Self.brokenReport else {
                return Self.json(["error": "the warehouse is down"], .serviceUnavailable)
            }
            let entry = request.uri.queryParameters["entry"].map { String($0) } ?? ""
            return Self.json(ledger.report(flag: flag, entry: entry), .ok)
        }
        router.post("/slack") { request, _ in
            onMessage(try await Self.body(request))
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "ok")))
        }
        return WebServer.make(router: router, host: "127.0.0.1", port: 0, logger: logger, onStart: onStart)
    }

    private static func body(_ request: Request) async throws -> JSON {
        let buffer = try await request.body.collect(upTo: 1 << 20)
        do {
            return try JSON.parse(Array(buffer.readableBytesView))
        } catch {
            throw HTTPError(.badRequest, message: "\(error)")
        }
    }

    private static func json(_ json: JSON, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.text))
        )
    }
}
