import Synchronization

/// Slack: one incoming webhook for each channel, its address with a secret in it.
final class Webhooks: Sendable {
    /// A message that was taken.
    struct Message: Sendable {
        var channel: String
        /// The log entry that it tells of; empty for one that went past the log.
        var id: String
        var at: Int
        var text: String
    }

    fileprivate struct State {
        var messages: [Message] = []
        var refused = 0
        var refusal: HTTPAnswer?
    }

    fileprivate final class Shared: Sendable {
        let state = Mutex(State())
    }

    let channels: [String]
    /// The secret of each channel's address.
    let secrets: [String: String]
    private let shared = Shared()
    private let server: HTTPServer

    init(channels: [String], seed: UInt64) throws {
        self.channels = channels
        var chance = Chance(seed: seed, "secrets")
        var secrets: [String: String] = [:]
        for channel in channels { secrets[channel] = "Hush" + String(chance.next(), radix: 36) + String(chance.next(), radix: 36) }
        self.secrets = secrets
        let known = Dictionary(uniqueKeysWithValues: secrets.map { ($0.value, $0.key) })
        let shared = self.shared
        server = try HTTPServer { shared.answer($0, known) }
        server.listen()
    }

    var port: Int { server.port }

    /// The path of a channel's address.
    func path(_ channel: String) -> String { "services/T01/\(secrets[channel] ?? "")" }

    /// Refuses every message with this answer; `nil`: takes them again.
    func refuse(_ answer: HTTPAnswer?) { shared.state.withLock { $0.refusal = answer } }

    /// What was taken, in order.
    var messages: [Message] { shared.state.withLock(\.messages) }

    func stop() { server.stop() }
}

extension Webhooks.Shared {
    fileprivate func answer(_ request: HTTPRequest, _ channels: [String: String]) -> HTTPAnswer {
        let secret = request.path.split(separator: "/").last.map(String.init) ?? ""
        guard let channel = channels[secret] else { return .plain("no_service", status: "404 Not Found", type: "text/plain") }
        return state.withLock { state in
            if let refusal = state.refusal {
                state.refused += 1
                return refusal
            }
            let id = request.body.matches(of: /log (\d+-\d+)/).last.map { String($0.output.1) } ?? ""
            let text = request.body.firstMatch(of: /"text":"((?:[^"\\]|\\.)*)"/).map { String($0.output.1) } ?? ""
            state.messages.append(Webhooks.Message(channel: channel, id: id, at: WallClock.now, text: text))
            return .plain("ok", type: "text/plain")
        }
    }
}
