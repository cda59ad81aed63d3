import Glibc
import Testing

@testable import Redis

@Suite(.timeLimit(.minutes(10))) struct SentinelTests {
    @Test func aKilledPrimaryIsReplacedAndItsReturnIsNot() async throws {
        try await SentinelGroup.with { group in
            let (old, new) = (group.primary, group.replica)
            try await withClient(group.options) { client in
                #expect(try await Self.port(client) == old.address.port)
                var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                let port = old.address.port
                try await withThrowingTaskGroup(of: Int.self) { tasks in
                    let begun = try await client.send(RedisCommand("INCR", "n")).integer ?? 0
                    for _ in 0..<10 { tasks.addTask { try await Self.countUntilMoved(client, from: port) } }
                    while try await client.send(RedisCommand("GET", "n")).integer ?? 0 < begun + 500 {}
                    // Stopped, it answers no more, and the tasks' commands are in flight when it is killed.
                    old.server.signal(SIGSTOP)
                    let late = await fault { try await client.send(RedisCommand("PING"), timeout: .milliseconds(50)) }
                    #expect(late?.mayHaveRun == true)
                    old.server.kill()
                    var lost = 0
                    for try await count in tasks { lost += count }
                    #expect(lost > 0)
                }
                #expect(try await Self.port(client) == new.address.port)
                #expect(client.isConnected)
                guard case .lost = await events.next() else {
                    Issue.record("the loss is told")
                    return
                }
                #expect(await events.next() == .subscribed)
                try await client.send(RedisCommand("PUBLISH", "c", "x"))
                #expect(await events.next() == .message(channel: "c", payload: [0x78]))
                // The old one comes back believing that it is the primary, until the sentinels find it.
                try await old.server.start()
                try await eventually("the old primary is a replica") {
                    try await client.send(RedisCommand("INCR", "n"))
                    #expect(try await Self.port(client) == new.address.port)
                    // The sentinels cut all its connections when they make it one.
                    return try? await old.server.send("ROLE").array?.first?.string == "slave"
                }
                try await client.send(RedisCommand("SET", "after", "yes"))
                #expect(try await client.wait(replicas: 1, timeout: .seconds(20)) == 1)
                #expect(try await old.server.send("GET", "after").string == "yes")
            }
        }
    }

    /// Counts over faults until another server than the one on port `old` counts; returns how often the outcome was unknown.
    private static func countUntilMoved(_ client: RedisClient, from old: Int) async throws -> Int {
        var lost = 0
        while true {
            do throws(RedisFault) {
                try await client.send(RedisCommand("INCR", "n"))
                if try await port(client) != old { return lost }
            } catch {
                #expect([.connectionLost, .unreachable, .timedOut, .server].contains(error.code), "\(error)")
                if error.mayHaveRun { lost += 1 }
            }
        }
    }

    @Test func aStoppedPrimaryIsLeft() async throws {
        try await SentinelGroup.with { group in
            let (old, new) = (group.primary, group.replica)
            try await withClient(group.options) { client in
                try await client.send(RedisCommand("SET", "before", "yes"))
                old.server.signal(SIGSTOP)
                // Sent to the stopped one; it would stay unanswered for a minute.
                let late = await fault { try await client.send(RedisCommand("SET", "in", "flight")) }
                #expect(late?.code == .connectionLost)
                #expect(late?.mayHaveRun == true)
                #expect(late?.message.contains("name \(new.address) as the primary") == true, "\(late.debugDescription)")
                #expect(try await Self.port(client) == new.address.port)
                old.server.signal(SIGCONT)
                try await client.send(RedisCommand("SET", "after", "yes"))
                #expect(try await Self.port(client) == new.address.port)
            }
        }
    }

    @Test func aPrimaryThatWasReplacedButTakesWritesIsLeft() async throws {
        // It does not hear that it is to be a replica, as if it were cut off from the sentinels.
        try await SentinelGroup.with(primary: ["--rename-command", "SLAVEOF", "", "--rename-command", "REPLICAOF", ""]) { group in
            let (old, new) = (group.primary, group.replica)
            try await withClient(group.options) { client in
                var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                #expect(try await Self.port(client) == old.address.port)
                try await eventually("the client is at the new primary") {
                    // Refused while the replica is not known well enough, and while another failover is under way; once one
                    // is done, a second would lead back.
                    let sentinel = group.sentinels[0].server
                    let named = try await sentinel.send("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main").strings
                    if named?.last == "\(old.address.port)" { _ = try? await sentinel.send("SENTINEL", "FAILOVER", "main") }
                    return try? await Self.port(client) == new.address.port
                }
                #expect(try await old.server.send("SET", "still", "writable") == .status("OK"))
                guard case .lost(let reason) = await events.next() else {
                    Issue.record("the loss is told")
                    return
                }
                #expect(reason.message.contains("name \(new.address) as the primary"))
                #expect(await events.next() == .subscribed)
                try await eventually("it is heard at the new primary") {
                    try await client.send(RedisCommand("PUBLISH", "c", "x")) == .integer(1)
                }
            }
        }
    }

    @Test func aDemotedPrimaryIsLeftWhenItRefusesAWrite() async throws {
        try await SentinelGroup.with { group in
            let (old, new) = (group.primary, group.replica)
            var options = try group.options
            options.heartbeat = .seconds(600)
            try await withClient(options) { client in
                try await client.send(RedisCommand("SET", "k", "v"))
                // Without the sentinels, which name the old one for a while; its role is not believed meanwhile.
                try await new.server.send("REPLICAOF", "NO", "ONE")
                try await old.server.send("REPLICAOF", .text(new.address.host), .integer(new.address.port))
                let refusal = await fault { try await client.send(RedisCommand("SET", "k", "w")) }
                #expect(refusal?.server?.prefix == "READONLY")
                #expect(refusal?.mayHaveRun == false)
                let states = client.connectionStates()
                try await eventually("a write is taken") {
                    do throws(RedisFault) {
                        try await client.send(RedisCommand("SET", "k", "x"))
                        return true
                    } catch {
                        return false
                    }
                }
                let role = try await client.send(RedisCommand("ROLE")).array?.first?.string
                #expect(role == "master")
                for await state in states {
                    if case .connected = state { break }
                }
            }
        }
    }

    @Test func sentinelsThatComeLateAreFound() async throws {
        try await SentinelGroup.with(watches: false) { group in
            try await withClient(group.options) { client in
                let reason = await client.waitForLoss()
                #expect(reason?.code == .unreachable)
                #expect(reason?.message.contains("'main'") == true)
                for sentinel in group.sentinels { #expect(reason?.message.contains("\(sentinel.address):") == true) }
                let refusal = await fault { try await client.send(RedisCommand("PING"), timeout: .milliseconds(50)) }
                #expect(refusal?.code == .unreachable)
                #expect(refusal?.mayHaveRun == false)
                try await group.startSentinels()
                #expect(try await Self.port(client) == group.primary.address.port)
            }
        }
    }

    /// Where the client is.
    static func port(_ client: some RedisCommanding) async throws(RedisFault) -> Int? {
        let info = try await client.send(RedisCommand("INFO", "server")).string ?? ""
        return RedisServerInfo.fields(of: info)["tcp_port"].flatMap { Int($0) }
    }
}
