import Glibc
import Synchronization
import Testing

@testable import Redis

@Suite struct AcknowledgementTests {
    private static let script = "return redis.call('INCR', KEYS[1])"

    @Test func countsTheReplicasThatHaveTheWrite() async throws {
        try await SentinelGroup.with(watches: false) { group in
            try await withClient(group.primary.server.options) { client in
                try await eventually("the replica listens") {
                    try await group.replica.server.send("INFO", "replication").string?.contains("master_link_status:up") == true
                }
                let script = RedisScript(Self.script)
                let first = try await client.run(script: script, keys: ["n"], acknowledgedBy: 1, within: .seconds(20))
                #expect(first == RedisAcknowledgement(reply: .integer(1), acknowledged: 1))
                #expect(try await group.replica.server.send("GET", "n").string == "1")
                // The server has forgotten the script, and is told it again.
                try await client.send(RedisCommand("SCRIPT", "FLUSH"))
                let second = try await client.run(script: script, keys: ["n"], acknowledgedBy: 1, within: .seconds(20))
                #expect(second == RedisAcknowledgement(reply: .integer(2), acknowledged: 1))
                group.replica.server.signal(SIGSTOP)
                let third = try await client.run(script: script, keys: ["n"], acknowledgedBy: 1, within: .milliseconds(20))
                #expect(third == RedisAcknowledgement(reply: .integer(3), acknowledged: 0))
                #expect(try await client.wait(replicas: 1, timeout: .milliseconds(1)) == 0)
                group.replica.server.signal(SIGCONT)
                #expect(try await client.wait(replicas: 1, timeout: .seconds(20)) == 1)
                let none = try await client.run(script: script, keys: ["n"], acknowledgedBy: 0, within: .seconds(20))
                #expect(none == RedisAcknowledgement(reply: .integer(4), acknowledged: 0))
                let broken = await fault {
                    try await client.run(
                        script: RedisScript("return redis.call('NO')"),
                        acknowledgedBy: 1,
                        within: .milliseconds(1)
                    )
                }
                #expect(broken?.code == .server)
                let refusal = await fault {
                    try await group.replica.server.send("WAIT", "1", "1")
                }
                #expect(refusal?.code == .server)
            }
        }
    }

    /// Answers what it was given, one list a pipeline, and remembers the commands.
    private final class Scripted: RedisCommanding {
        let commandTimeout = Duration.seconds(1)
        let answers: Mutex<[[RedisReply]]>
        let sent = Mutex<[[String]]>([])

        init(_ answers: [[RedisReply]]) { self.answers = Mutex(answers) }

        func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] {
            sent.withLock { $0.append(commands.map(\.name)) }
            return answers.withLock { $0.isEmpty ? [] : $0.removeFirst() }
        }
    }

    @Test func onlyTheCountOfTheRunThatHappenedCounts() async throws {
        let connection = Scripted([
            [.bulk(Array("digest".utf8)), .status("first"), .integer(1)],
            [.error(RedisServerError(message: "NOSCRIPT No matching script.")), .integer(7)],
            [.status("done"), .integer(2)],
        ])
        let script = RedisScript("x")
        let first = try await connection.run(script: script, acknowledgedBy: 2, within: .zero)
        #expect(first == RedisAcknowledgement(reply: .status("first"), acknowledged: 1))
        let answer = try await connection.run(script: script, acknowledgedBy: 2, within: .zero)
        #expect(answer == RedisAcknowledgement(reply: .status("done"), acknowledged: 2))
        #expect(connection.sent.withLock { $0 } == [["SCRIPT", "EVAL", "WAIT"], ["EVALSHA", "WAIT"], ["EVAL", "WAIT"]])
    }

    @Test func aRefusedCountDoesNotHideTheWrite() async throws {
        let refusal = RedisServerError(message: "NOPERM this user has no permissions to run the 'wait' command")
        let connection = Scripted([[.error(refusal), .integer(1), .error(refusal)], [.error(refusal), .integer(2)]])
        let script = RedisScript("x")
        let answer = try await connection.run(script: script, acknowledgedBy: 1, within: .seconds(1))
        #expect(answer == RedisAcknowledgement(reply: .integer(1), acknowledged: 0, refusal: refusal))
        // Who may not load is not told the digest, and sends the text again.
        #expect(try await connection.run(script: script, acknowledgedBy: 0, within: .zero).reply == .integer(2))
        #expect(connection.sent.withLock { $0 } == [["SCRIPT", "EVAL", "WAIT"], ["SCRIPT", "EVAL"]])
    }

    @Test func aFailedScriptIsAFault() async throws {
        let connection = Scripted([[.null, .error(RedisServerError(message: "WRONGTYPE no")), .integer(3)]])
        let refusal = await fault { try await connection.run(script: RedisScript("x"), acknowledgedBy: 1, within: .seconds(1)) }
        #expect(refusal?.server?.prefix == "WRONGTYPE")
    }
}
