import Fixture
import Redis
import RedisModel
import Synchronization
import Testing

/// A client of a real server and of the model at once: every command goes to both, and the replies must be the same.
///
/// The server's time is asked before and after each command; the model must agree at a moment in between. Where it agrees
/// at several, all outcomes are followed until a reply tells which one it was.
final class TwinClient: RedisCommanding {
    let commandTimeout = Duration.seconds(30)
    private let client: RedisClient
    private let label: String
    private let state = Mutex(State())

    private struct State: Sendable {
        var candidates = [RedisKeyspace()]
        var step = 0
        var recent: [String] = []
    }

    /// Where the two differ; what comes after would differ too.
    struct Difference: Error {}

    /// - Parameter label: what replays a failure, such as the seed.
    init(_ client: RedisClient, label: String) {
        self.client = client
        self.label = label
    }

    /// How many commands were compared.
    var steps: Int { state.withLock { $0.step } }

    /// What the model published, and forgets that it did.
    func takePublished() -> [PublishedMessage] {
        state.withLock { state in
            let messages = state.candidates.first?.published ?? []
            for index in state.candidates.indices { _ = state.candidates[index].takePublished() }
            return messages
        }
    }

    /// The model as it stands.
    var keyspace: RedisKeyspace { state.withLock { $0.candidates[0] } }

    func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] {
        var sent = [RedisCommand("TIME")]
        for command in commands { sent += [command, RedisCommand("TIME")] }
        let answers = try await client.pipeline(sent, timeout: timeout)
        let moments = stride(from: 0, to: answers.count, by: 2).map { Self.milliseconds(answers[$0]) }
        let replies = stride(from: 1, to: answers.count, by: 2).map { answers[$0] }
        state.withLock { state in
            for (index, command) in commands.enumerated() {
                compare(&state, command, replies[index], at: moments[index]...max(moments[index], moments[index + 1]))
            }
        }
        return replies
    }

    private static func milliseconds(_ reply: RedisReply) -> Int {
        let parts = reply.strings ?? []
        return (Int(parts.first ?? "") ?? 0) * 1000 + (Int(parts.last ?? "") ?? 0) / 1000
    }

    private func compare(_ state: inout State, _ command: RedisCommand, _ real: RedisReply, at moments: ClosedRange<Int>) {
        state.step += 1
        state.recent = state.recent.suffix(12) + [command.arguments.map(Self.shown).joined(separator: " ")]
        let wanted = ReplyForm.comparable(command, real)
        if state.candidates.count == 1, moments.count == 1 {
            let reply = ReplyForm.comparable(command, state.candidates[0].execute(command, at: moments.lowerBound))
            if reply != wanted { report(state, real: wanted, model: [reply]) }
            return
        }
        var agreeing: [RedisKeyspace] = []
        var others: [RedisReply] = []
        for candidate in state.candidates {
            for now in moments {
                var candidate = candidate
                let reply = ReplyForm.comparable(command, candidate.execute(command, at: now))
                if reply != wanted {
                    others.append(reply)
                } else if !agreeing.contains(where: { $0.holdsSame(as: candidate, at: now) }) {
                    agreeing.append(candidate)
                }
            }
        }
        if agreeing.isEmpty { return report(state, real: wanted, model: others) }
        // A server that a busy machine held up leaves many moments open; the right one must not be let go.
        state.candidates = Array(agreeing.prefix(2048))
    }

    private func report(_ state: State, real: RedisReply, model: [RedisReply]) {
        Issue.record(
            """
            \(label), step \(state.step): \(state.recent.last ?? "")
              real:  \(ReplyForm.shown(real))
              model: \(model.map(ReplyForm.shown).joined(separator: "\n     or: "))
              before: \(state.recent.dropLast().joined(separator: "\n          "))
            """
        )
    }

    private static func shown(_ part: [UInt8]) -> String {
        let text = String(decoding: part.prefix(160), as: UTF8.self)
        return text.allSatisfy { $0.isASCII && !$0.isWhitespace } && !text.isEmpty ? text : text.debugDescription
    }
}
