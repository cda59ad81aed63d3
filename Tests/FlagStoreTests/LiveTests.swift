import Fixture
import FlagStore
import Flags
import Logging
import Redis
import Rollouts
import Store
import Testing
import Wire

@Suite("Following a real Redis")
struct LiveTests {
    /// A client of the same server as `client`, for `user`.
    private static func options(_ client: RedisClient, user: String) async throws -> RedisOptions {
        let answer = try await client.send(RedisCommand("CONFIG", "GET", "unixsocket")).strings ?? []
        var options = RedisOptions(location: try RedisLocation(url: "unix://\(try #require(answer.last))"))
        options.user = user
        options.password = "sees"
        options.commandTimeout = .seconds(120)
        options.connectTimeout = .seconds(120)
        return options
    }

    /// The README's line for an evaluator, under the tests' prefix.
    private static let rights: [RedisValue] = [
        "on", ">sees", "%R~{t}:flags:*", "%R~{t}:segments:*", "~{t}:usage:*", "&{t}:flags:updates", "-@all", "+info", "+ping",
        "+client|setname", "+hgetall", "+hmget", "+smembers", "+xrange", "+xrevrange", "+subscribe", "+unsubscribe", "+hset",
        "+hincrby",
    ]

    /// Runs `body` with a follower that has no more rights than an evaluator.
    private func with(_ body: @Sendable (FlagBench, FlagFollower, RedisClient) async throws -> Void) async throws {
        try await RedisServer.with { admin in
            try await admin.send(RedisCommand(["ACL", "SETUSER", "evaluator"] + Self.rights))
            let client = RedisClient(options: try await Self.options(admin, user: "evaluator"), logger: .silent)
            let follower = FlagFollower(client: client, prefix: "{t}:", logger: .silent)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await client.run() }
                group.addTask { try await follower.run() }
                defer { group.cancelAll() }
                try await until("fresh") { follower.state.isFresh }
                try await body(FlagBench(admin), follower, client)
            }
        }
    }

    @Test("An evaluator's user follows: a flag, a rollout's steps, a kill; its usage is written")
    func evaluator() async throws {
        try await with { bench, follower, client in
            try await bench.apply(.put(["key": "g", "enabled": true, "rolloutPercentage": 100, "description": "ä/\u{7F}\"\\"]))
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            try await bench.write(try draft.order(.start), to: &draft)
            try await until("both are in") { follower.snapshot?.flag("f")?.rolloutPercentage == 5 && follower.snapshot?.count == 2 }
            #expect(follower.snapshot?.flag("g") == (try await bench.flag("g")))
            _ = try await bench.store.kill("g", actor: "bob", reason: "fire", now: FlagBench.now)
            try await until("killed") { follower.snapshot?.isOn("g", userId: "u") == false }
            #expect(try await bench.flag("g") == follower.snapshot?.flag("g"))
            #expect(try await bench.flag("f") == follower.snapshot?.flag("f"))

            let tally = UsageTally()
            let counter = tally.counter("g")
            for isOn in [true, true, false] { counter.count(on: isOn, at: FlagBench.now) }
            let flush = UsageFlush(client: client, prefix: "{t}:", tally: tally, logger: .silent)
            #expect(await flush.flush() == 1)
            let usage = try await bench.send("HGETALL", .text(bench.names.usage("g"))).map
            #expect(usage == ["on": "2", "off": "1", "lastEvaluated": "\(FlagBench.now.milliseconds)"])
        }
    }

    @Test("Connections that are cut are made anew, and what was missed meanwhile is in")
    func cut() async throws {
        try await with { bench, follower, _ in
            try await bench.apply(.put(["key": "f", "enabled": true, "rolloutPercentage": 100]))
            try await until("on") { follower.snapshot?.isOn("f", userId: "u") == true }
            // Nobody may come back until the kill is over.
            try await bench.send("ACL", "SETUSER", "evaluator", "off")
            try await bench.send("CLIENT", "KILL", "TYPE", "pubsub", "SKIPME", "yes")
            try await bench.send("CLIENT", "KILL", "USER", "evaluator")
            try await until("not fresh") { !follower.state.isFresh }
            _ = try await bench.store.kill("f", actor: "bob", reason: "fire", now: FlagBench.now)
            #expect(follower.snapshot?.isOn("f", userId: "u") == true)
            try await bench.send("ACL", "SETUSER", "evaluator", "on")
            try await until("killed") { follower.snapshot?.isOn("f", userId: "u") == false }
            try await until("fresh") { follower.state.isFresh }
        }
    }

    @Test("Many writers at once: the follower ends where Redis does")
    func many() async throws {
        try await with { bench, follower, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for round in 0..<25 {
                            let key = "f\((writer + round) % 5)"
                            let edit =
                                round.isMultiple(of: 6)
                                ? FlagEdit.delete(key) : .put(["key": JSON(key), "owner": JSON("\(writer) \(round)")])
                            do throws(FlagFault) {
                                _ = try await FlagKeeper(store: bench.store, attempts: 1000).apply(
                                    [edit],
                                    actor: "",
                                    reason: "",
                                    now: FlagBench.now
                                )
                            } catch {
                                #expect(error == .missing(.flag(key)))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let library = try await bench.keeper.library()
            try await until("all in") { follower.snapshot?.revision == library.revision }
            #expect(follower.snapshot?.allFlags == library.flags.map(\.flag))
            #expect(follower.state.handWritten == 0)
        }
    }
}
