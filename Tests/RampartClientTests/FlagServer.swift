import Flags
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Wire

/// What a Rampart server does for its clients, as a test scripts it.
final class FlagServer: Sendable {
    private struct State {
        var flags: [Flag] = []
        var revision = 0
        /// An answer in the configuration's stead.
        var override: (status: Int, body: String)?
        var hasStream = true
        var fetches = 0
        var unchanged = 0
        var streams: [Int: AsyncStream<String>.Continuation] = [:]
        var opened = 0
        var lastIDs: [String?] = []
        var refusals: [Int] = []
        var batches: [JSON] = []
    }

    private let state = Mutex(State())
    private let token: String?

    init(token: String? = nil) { self.token = token }

    var fetches: Int { state.withLock { $0.fetches } }
    var unchanged: Int { state.withLock { $0.unchanged } }
    var streams: Int { state.withLock { $0.streams.count } }
    var lastIDs: [String?] { state.withLock { $0.lastIDs } }
    /// The batches that were taken.
    var batches: [JSON] { state.withLock { $0.batches } }
    /// Answers for the next batches, in the stead of taking them.
    func refuse(_ statuses: [Int]) { state.withLock { $0.refusals = statuses } }
    var refusalsLeft: Int { state.withLock { $0.refusals.count } }
    func override(_ override: (status: Int, body: String)?) { state.withLock { $0.override = override } }
    func removeStream() { state.withLock { $0.hasStream = false } }

    /// Puts flags in place; tells of them where there is an event to tell.
    func put(_ flags: [Flag], telling event: String? = "flag_updated") {
        let (revision, streams) = state.withLock { state in
            state.flags = flags
            state.revision += 1
            return (state.revision, Array(state.streams.values))
        }
        guard let event else { return }
        for stream in streams {
            stream.yield("id: \(revision)-0\nevent: \(event)\ndata: {\"key\":\"f\",\"revision\":\"\(revision)-0\"}\n\n")
        }
    }

    /// Ends every stream.
    func hangUp() {
        let streams = state.withLock { Array($0.streams.values) }
        for stream in streams { stream.finish() }
    }

    /// The routes.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("api/feature-flags/config") { request, _ in self.config(request) }
        router.get("api/feature-flags/live") { request, _ in self.live(request) }
        router.post("api/analytics/flag-events") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            return self.events(request, String(buffer: body))
        }
        return router
    }

    private func isAllowed(_ request: Request) -> Bool {
        token.map { request.headers[.authorization] == "Bearer \($0)" } ?? true
    }

    private func config(_ request: Request) -> Response {
        guard isAllowed(request) else { return Response(status: .unauthorized) }
        return state.withLock { state in
            state.fetches += 1
            if let override = state.override { return Self.answer(override.body, status: .init(code: override.status)) }
            let etag = "\"\(state.revision)\""
            if request.headers[.ifNoneMatch] == etag {
                state.unchanged += 1
                return Response(status: .notModified)
            }
            let json = JSON.object([
                ("revision", JSON("\(state.revision)-0")), ("flags", JSON(state.flags.map(\.json))), ("segments", JSON([])),
            ])
            var response = Self.answer(json.text, status: .ok)
            response.headers[.eTag] = etag
            return response
        }
    }

    private func live(_ request: Request) -> Response {
        guard isAllowed(request) else { return Response(status: .unauthorized) }
        let (texts, feed) = AsyncStream.makeStream(of: String.self)
        let id: Int? = state.withLock { state in
            guard state.hasStream else { return nil }
            state.opened += 1
            state.streams[state.opened] = feed
            state.lastIDs.append(HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] })
            return state.opened
        }
        guard let id else { return Response(status: .notFound) }
        feed.onTermination = { _ in self.state.withLock { _ = $0.streams.removeValue(forKey: id) } }
        feed.yield(": welcome\n\n")
        let body = ResponseBody { writer in
            for await text in texts { try await writer.write(ByteBuffer(string: text)) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
    }

    private func events(_ request: Request, _ text: String) -> Response {
        guard isAllowed(request) else { return Response(status: .unauthorized) }
        return state.withLock { state in
            if !state.refusals.isEmpty { return Response(status: .init(code: state.refusals.removeFirst())) }
            state.batches.append((try? JSON.parse(text)) ?? .init(.null))
            return Response(status: .accepted)
        }
    }

    private static func answer(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
