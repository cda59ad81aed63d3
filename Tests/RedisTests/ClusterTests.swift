import Glibc
import Testing

@testable import Redis

@Suite(.timeLimit(.minutes(10))) struct ClusterTests {
    private static func options(_ node: ClusterGroup.Node) throws -> RedisOptions {
        var options = try RedisServer.options(url: "redis://\(node.address)")
        options.commandTimeout = .seconds(60)
        return options
    }

    private static func id(_ client: some RedisCommanding) async throws(RedisFault) -> String? {
        try await client.send(RedisCommand("CLUSTER", "MYID")).string
    }

    @Test func fromAnyNodeTheRightOneIsFound() async throws {
        try await ClusterGroup.with { group in
            #expect(try await group.other.server.send("CLUSTER", "KEYSLOT", "{rampart}:x").integer == ClusterGroup.slot)
            try await withClient(Self.options(group.other)) { client in
                // A first part that runs anywhere, and a second that runs in order at the owner.
                let replies = try await client.pipeline([
                    RedisCommand("ECHO", "here"), RedisCommand("RPUSH", "{rampart}:l", "1"),
                    RedisCommand("RPUSH", "{rampart}:l", "2"),
                    RedisCommand("ECHO", "there"), RedisCommand("LRANGE", "{rampart}:l", 0, -1),
                ])
                let list = RedisReply.array([.bulk([0x31]), .bulk([0x32])])
                #expect(replies == [.bulk(Array("here".utf8)), .integer(1), .integer(2), .bulk(Array("there".utf8)), list])
                #expect(try await Self.id(client) == group.owner.id)
                #expect(client.isConnected)
                // A script follows as well, and what it publishes is heard at any node.
                var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                let script = RedisScript("redis.call('PUBLISH', 'c', ARGV[1]) return redis.call('INCR', KEYS[1])")
                let answer = try await client.run(script: script, keys: ["{rampart}:n"], arguments: ["x"])
                #expect(answer == .integer(1))
                #expect(await events.next() == .message(channel: "c", payload: [0x78]))
                let crossed = await fault { try await client.send(RedisCommand("MGET", "a", "{rampart}:n")) }
                #expect(crossed?.server?.prefix == "CROSSSLOT")
            }
            // Many at once are all answered, each once.
            try await withClient(Self.options(group.other)) { client in
                try await withThrowingTaskGroup(of: Int?.self) { tasks in
                    for _ in 0..<200 { tasks.addTask { try await client.send(RedisCommand("INCR", "{rampart}:many")).integer } }
                    var seen: Set<Int?> = []
                    for try await number in tasks { seen.insert(number) }
                    #expect(seen == Set(1...200))
                }
                let transaction = try await client.pipeline([
                    RedisCommand("MULTI"), RedisCommand("INCR", "{rampart}:many"), RedisCommand("EXEC"),
                ])
                #expect(transaction.last == .array([.integer(201)]))
            }
        }
    }

    @Test func aTransactionIsNotTakenApart() async throws {
        try await ClusterGroup.with { group in
            try await withClient(Self.options(group.other)) { client in
                let transaction = [RedisCommand("MULTI"), RedisCommand("INCR", "{rampart}:n"), RedisCommand("EXEC")]
                let refused = try await client.pipeline(transaction)
                guard case .error(let moved) = refused[1], case .error(let aborted) = refused[2] else {
                    Issue.record("the node does not serve the key")
                    return
                }
                #expect(moved.prefix == "MOVED")
                #expect(aborted.prefix == "EXECABORT")
                let done = try await client.pipeline(transaction)
                #expect(done.last == .array([.integer(1)]))
            }
        }
    }

    @Test func aSlotThatMovesIsFollowed() async throws {
        try await ClusterGroup.with { group in
            let (from, to) = (group.owner, group.other)
            try await withClient(Self.options(from)) { client in
                let keys = (0..<20).map { "{rampart}:\($0)" }
                for key in keys { try await client.send(RedisCommand("SET", .text(key), 0)) }
                try await withThrowingTaskGroup(of: Int.self) { tasks in
                    let id = to.id
                    for key in keys { tasks.addTask { try await Self.countUntilAtNode(client, key, id) } }
                    try await to.server.send("CLUSTER", "SETSLOT", .integer(ClusterGroup.slot), "IMPORTING", .text(from.id))
                    try await from.server.send("CLUSTER", "SETSLOT", .integer(ClusterGroup.slot), "MIGRATING", .text(to.id))
                    for key in keys.shuffled() {
                        try await from.server.send(
                            "MIGRATE",
                            .text(to.address.host),
                            .integer(to.address.port),
                            .text(key),
                            0,
                            20000
                        )
                        // A key that is nowhere yet begins at the new node.
                        #expect(try await client.send(RedisCommand("INCR", .text(key + ":new"))) == .integer(1))
                    }
                    let port = try await SentinelTests.port(client)
                    #expect(port == from.address.port, "the client stays while the slot is on its way")
                    for node in [to, from] {
                        try await node.server.send("CLUSTER", "SETSLOT", .integer(ClusterGroup.slot), "NODE", .text(to.id))
                    }
                    // Each task has found its numbers without a gap.
                    for try await count in tasks { #expect(count > 0) }
                }
                #expect(try await Self.id(client) == to.id)
                for key in keys { #expect(try await client.send(RedisCommand("GET", .text(key + ":new"))).integer == 1) }
            }
        }
    }

    /// Counts without a gap until `node` serves the client.
    private static func countUntilAtNode(_ client: RedisClient, _ key: String, _ node: String) async throws -> Int {
        var count = 0
        while true {
            let reply = try await client.send(RedisCommand("INCR", .text(key)))
            count += 1
            #expect(reply == .integer(count))
            if reply != .integer(count) { return 0 }
            if try await id(client) == node { return count }
        }
    }

    @Test func aNodeThatDiesIsReplacedByItsReplica() async throws {
        try await ClusterGroup.with(replicates: true) { group in
            var options = try Self.options(group.owner)
            options.heartbeat = .seconds(1)
            try await withClient(options) { client in
                try await client.send(RedisCommand("SET", "{rampart}:k", "v"))
                #expect(try await client.wait(replicas: 1, timeout: .seconds(20)) == 1)
                var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                group.owner.server.kill()
                try await eventually("the replica serves") {
                    do throws(RedisFault) {
                        return try await client.send(RedisCommand("GET", "{rampart}:k")).string == "v"
                    } catch {
                        return nil
                    }
                }
                #expect(try await Self.id(client) == group.nodes[3].id)
                try await client.send(RedisCommand("SET", "{rampart}:k", "w"))
                guard case .lost = await events.next() else {
                    Issue.record("the loss is told")
                    return
                }
                #expect(await events.next() == .subscribed)
                try await client.send(RedisCommand("PUBLISH", "c", "x"))
                #expect(await events.next() == .message(channel: "c", payload: [0x78]))
            }
        }
    }

    @Test func aSeedServesWhenTheLocationIsAway() async throws {
        try await ClusterGroup.with { group in
            var options = try RedisServer.options(url: "unix:///nowhere/redis.sock")
            options.seeds = [group.other.address]
            try await withClient(options) { client in
                let count = try await client.send(RedisCommand("INCR", "{rampart}:n"))
                #expect(count == .integer(1))
                let node = try await Self.id(client)
                #expect(node == group.owner.id)
            }
        }
    }
}
