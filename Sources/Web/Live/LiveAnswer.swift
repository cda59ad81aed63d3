import FlagStore
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Wire

/// The answer that goes on: a stream of events, or a WebSocket where the request asks for one.
struct LiveAnswer: Sendable {
    static let contentType = "text/event-stream"

    let source: any LiveSource
    let audience: Audience
    let origins: OriginPolicy

    /// The answer to `call`.
    ///
    /// - Throws: 400, 403 or 426 to a request for a WebSocket that cannot have one.
    func response(to call: Call) throws(APIFault) -> Response {
        guard SocketHandshake.isAsked(by: call.request.head) else {
            let headers: HTTPFields = [
                .contentType: Self.contentType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                // Proxies are not to wait for more.
                .xAccelBuffering: "no",
            ]
            return Response(status: .ok, headers: headers, body: body(for: call, \.event))
        }
        let headers = try SocketHandshake.answer(to: call, origins: origins)
        return Response(status: .switchingProtocols, headers: headers, body: body(for: call, \.text))
    }

    private func body(
        for call: Call,
        _ form: @escaping @Sendable (LiveMessage) -> ByteBuffer
    ) -> ResponseBody {
        // The header is what a client that comes back sends; the query is for one that evaluated before it listened.
        let since = call.request.headers[.lastEventID] ?? call.query("since")
        return ResponseBody { writer in
            let listener = source.listen()
            defer { listener.end() }
            call.caller.whenClosed { listener.end() }
            let opening = await source.opening(since: since)
            try await writer.write(form(LiveMessage(opening: opening.revision)))
            var told: Set<String> = []
            let missed = audience == .evaluators ? opening.missed.suffix(1) : opening.missed[...]
            for event in opening.missed { told.insert(event.identity) }
            for event in missed {
                if let message = event.message(for: audience) { try await writer.write(form(message)) }
            }
            for await event in listener.stream {
                if told.remove(event.identity) != nil { continue }
                if let horizon = opening.horizon, let id = event.id, id <= horizon { continue }
                if let message = event.message(for: audience) { try await writer.write(form(message)) }
            }
            try await writer.finish(nil)
        }
    }
}
