import Hostile
import Testing

@testable import Redis

/// Answers of any shape, cut anywhere.
@Suite struct HostileReplyTests {
    private static let bound = 64 * 1024

    private static func elements(_ reply: RedisReply) -> Int {
        guard case .array(let replies) = reply else { return 1 }
        return replies.reduce(1) { $0 + elements($1) }
    }

    /// The replies that were whole before the stream ended or was refused, and whether it was refused.
    private static func read(_ stream: [UInt8], _ dice: inout Dice) -> (replies: [RedisReply], fault: RedisFault?) {
        var replies: [RedisReply] = []
        guard var reader = ReplyReader(maximumBytes: bound) else { return (replies, RedisFault(.closed, "no memory")) }
        var rest = stream[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(1 + dice.number(below: 200)))
            rest = rest.dropFirst(piece.count)
            do throws(RedisFault) {
                try unsafe reader.read(piece.span.bytes, into: &replies)
            } catch {
                return (replies, error)
            }
        }
        return (replies, nil)
    }

    @Test(arguments: 0..<10) func anyStreamIsReadOrRefused(seed: UInt64) {
        var dice = Dice(seed: seed)
        var (refused, taken) = (0, 0)
        for _ in 0..<60 {
            let stream = HostileReply.stream(&dice)
            let (replies, fault) = Self.read(stream, &dice)
            taken += replies.count
            // A reply's elements were all sent: lengths alone buy nothing.
            #expect(replies.reduce(0) { $0 + Self.elements($1) } <= stream.count)
            guard let fault else { continue }
            refused += 1
            #expect(fault.code == .protocolViolation)
            #expect(fault.message.utf8.count < 500)
            #expect(
                !fault.message.unicodeScalars.contains { $0.properties.generalCategory == .control },
                "\(fault.message.debugDescription)"
            )
        }
        #expect(refused > 5 && taken > 20)
    }

    /// The cuts make no difference.
    @Test(arguments: 0..<10) func cutsDoNotMatter(seed: UInt64) {
        var dice = Dice(seed: 1000 + seed)
        for _ in 0..<20 {
            let stream = HostileReply.stream(&dice)
            let (first, second) = (Self.read(stream, &dice), Self.read(stream, &dice))
            #expect(first.replies == second.replies)
            #expect((first.fault == nil) == (second.fault == nil))
        }
    }

    /// A client behind which anything answers: every command ends with a reply or a fault, and a good server is taken again.
    @Test(arguments: 0..<6) func aClientOutlivesIt(seed: UInt64) async throws {
        var dice = Dice(seed: 2000 + seed)
        let stream = String(decoding: HostileReply.stream(&dice).prefix(60_000), as: UTF8.self)
        try await HostileServer.with(answer: stream, closes: true) { server in
            var options = try RedisServer.options(url: server.url)
            options.commandTimeout = .seconds(2)
            try await withClient(options) { client in
                for _ in 0..<3 {
                    do throws(RedisFault) {
                        _ = try await client.send(RedisCommand("GET", "k"))
                    } catch {
                        #expect(error.message.utf8.count < 1000)
                    }
                }
            }
        }
    }
}
