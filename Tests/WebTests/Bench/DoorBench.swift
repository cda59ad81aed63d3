import CoreMetrics
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Wire

@testable import Web

/// The whole server but its sockets, with doubles behind it.
struct DoorBench: Sendable {
    /// The tokens that the bench's book holds: each is its role's name with `-secret` behind it.
    static let roles = Role.allCases

    let metrics = MetricsRegistry()
    let time = HandClock()
    let desk = ScriptedRollouts()
    let shelf = MemoryShelf()
    let flags = ModelFlags()
    let gatekeeper: Gatekeeper
    let door: Frontdoor
    let table: RouteTable

    /// A server with a token a role, or without tokens.
    init(withTokens: Bool = true, isLoopback: Bool = true, origins: [String] = [], publicURL: String? = nil, extra: [Route] = []) {
        let time = time
        let policy = OriginPolicy(origins: origins, publicURL: publicURL)
        gatekeeper = Gatekeeper(
            tokens: withTokens ? Self.book(Self.roles) : TokenBook(),
            origins: policy,
            isLoopback: isLoopback,
            now: { time.now },
            metrics: metrics
        )
        let rows =
            HealthRoutes.rows(metrics: metrics) { Readiness(isReady: true, isWell: false, detail: ["redis": "connected"]) }
            + RolloutRoutes.rows(desk: desk, shelf: shelf) + flags.rows(shelf: shelf) + extra
        table = RouteTable(rows, version: "1.2.3")
        door = Frontdoor(
            table: table,
            gatekeeper: gatekeeper,
            origins: policy,
            shapes: [OFREPRoutes.faultShape],
            metrics: metrics
        )
    }

    /// A book with a token for each of `roles`.
    static func book(_ roles: [Role]) -> TokenBook {
        var book = TokenBook()
        for role in roles {
            book.add(name: role.rawValue, role: role, sha256: Digest.hex("\(role.rawValue)-secret", bytes: 32))
        }
        return book
    }

    /// Sends a request; `as` a role sends that role's token.
    func send(
        _ method: HTTPRequest.Method = .get,
        _ path: String,
        as role: Role? = nil,
        token: String? = nil,
        host: String = "localhost:8080",
        headers: HTTPFields = [:],
        body: String = "",
        from address: String = "10.0.0.1"
    ) async throws -> Answered {
        var fields = headers
        if let token = token ?? role.map({ "\($0.rawValue)-secret" }) { fields[.authorization] = "Bearer \(token)" }
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let context = CallerContext(
            address: address,
            port: 8080,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await Answered(door.respond(to: request, context: context))
    }

    /// An order with a reason.
    func order(
        _ order: String,
        of flag: String = "f",
        as role: Role? = .operator,
        key: String? = nil,
        headers: HTTPFields = [:],
        body: String = #"{"reason":"seen by on-call"}"#
    ) async throws -> Answered {
        var headers = headers
        if let key { headers[.idempotencyKey] = key }
        return try await send(.post, "/api/rollouts/\(flag)/\(order)", as: role, headers: headers, body: body)
    }
}

/// An answer with its body as a text.
struct Answered: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ response: Response) async throws {
        status = response.status.code
        headers = response.headers
        let sink = BodySink()
        try await response.body.write(sink)
        text = sink.text
    }

    /// The body as JSON; `null` where it is none.
    var json: JSON { (try? JSON.parse(text)) ?? .null }
    /// The code of the fault that it tells.
    var code: String? { json["error"]?["code"]?.string }
    /// The message of the fault that it tells.
    var message: String { json["error"]?["message"]?.string ?? "" }
}

/// Takes a body in.
private final class BodySink: ResponseBodyWriter, Sendable {
    private let bytes = Mutex(ByteBuffer())

    var text: String { bytes.withLock { String(buffer: $0) } }

    func write(_ buffer: ByteBuffer) async throws { bytes.withLock { _ = $0.writeImmutableBuffer(buffer) } }

    func finish(_: HTTPFields?) async throws {}
}

/// A clock that only the test moves.
final class HandClock: Sendable {
    private let hand = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { hand.withLock { $0 } }

    func advance(by duration: Duration) { hand.withLock { $0 = $0.advanced(by: duration) } }
}
