import Synchronization

/// Takes what is posted to a Slack webhook.
final class SlackSink: Sendable {
    /// A message that it accepted.
    struct Message: Sendable {
        /// The id of the log entry that it tells of.
        var id: String
        /// Its fallback text, as JSON has it.
        var text: String
        /// The whole JSON.
        var body: String
    }

    fileprivate struct State {
        var accepted: [Message] = []
        var refused = 0
        var refusal: HTTPAnswer?
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
        server = try HTTPServer { request in state.value.withLock { $0.take(request) } }
    }

    var url: String { "\(server.url)/slack" }

    /// Takes connections from now on.
    func open() { server.listen() }

    /// Refuses every message with `answer`; accepts them again with none.
    func refuse(_ answer: HTTPAnswer?) { state.value.withLock { $0.refusal = answer } }

    /// What it accepted, in order.
    var messages: [Message] { state.value.withLock(\.accepted) }

    /// How many messages it refused.
    var refused: Int { state.value.withLock(\.refused) }

    func stop() { server.stop() }
}

fileprivate extension SlackSink.State {
    mutating func take(_ request: HTTPRequest) -> HTTPAnswer {
        if let refusal {
            refused += 1
            return refusal
        }
        let id = request.body.matches(of: /log (\d+-\d+)/).last.map { String($0.output.1) }
        let text = request.body.firstMatch(of: /"text":"((?:[^"\\]|\\.)*)"/).map { String($0.output.1) }
        accepted.append(SlackSink.Message(id: id ?? "", text: text ?? "", body: request.body))
        return .plain("ok", type: "text/plain")
    }
}
