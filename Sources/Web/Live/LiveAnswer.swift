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
            var opening = await source.opening(since: since)
            for message in beginning(opening) { try await writer.write(form(message)) }
            var told = Set(opening.missed.map(\.identity))
            for await event in listener.stream {
                if opening.revision == nil {
                    // The first event after a time in which nothing was known: now it can begin.
                    opening = await source.opening(since: since)
                    for message in beginning(opening) { try await writer.write(form(message)) }
                    told = Set(opening.missed.map(\.identity))
                    if since != nil, opening.revision != nil { continue }
                }
                if told.remove(event.identity) != nil { continue }
                if let horizon = opening.horizon, let id = event.id, id <= horizon { continue }
                if let message = event.message(for: audience) { try await writer.write(form(message)) }
            }
            try await writer.finish(nil)
        }
    }

    /// Where the log stands, and what was missed.
    private func beginning(_ opening: LiveOpening) -> [LiveMessage] {
        let missed = audience == .evaluators ? opening.missed.suffix(1) : opening.missed[...]
        return [LiveMessage(opening: opening.revision)] + missed.compactMap { $0.message(for: audience) }
    }
}
