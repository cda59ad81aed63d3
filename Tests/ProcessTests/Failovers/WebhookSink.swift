import Synchronization

/// Takes what is posted to a webhook.
final class WebhookSink: Sendable {
    private struct State {
        var ids: [String] = []
        var isSilent = false
    }

    private final class Arc: Sendable {
        let value = Mutex(State())
    }

    private let state: Arc
    private let server: HTTPServer

    /// A sink that refuses connections until ``open()``.
    init() throws {
        let state = Arc()
        self.state = state
        server = try HTTPServer { request in
            let id = request.body.firstMatch(of: /"id":"(\d+-\d+)"/).map { String($0.output.1) } ?? ""
            return state.value.withLock { state in
                state.ids.append(id)
                // What was taken, and is never said to be.
                return state.isSilent ? .dripping("ok", gap: 1000) : .plain("ok", type: "text/plain")
            }
        }
    }

    var url: String { "\(server.url)/hook" }

    /// Takes connections from now on.
    func open() { server.listen() }

    /// Takes messages without an answer, or answers again.
    func answers(_ does: Bool) { state.value.withLock { $0.isSilent = !does } }

    /// The log ids of what came, in order, repeats included.
    var ids: [String] { state.value.withLock(\.ids) }

    func stop() { server.stop() }
}
