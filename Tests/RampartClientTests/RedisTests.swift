import Fixture
import FlagStore
import Flags
import Redis
import Rollouts
import ServiceLifecycle
import Store
import Synchronization
import Testing
import Wire

@testable import RampartClient

@Suite("Following Redis")
struct RedisTests {
    private static let user = EvaluationContext(targetingKey: "u")

    /// Where the server of `admin` is.
    private static func url(_ admin: RedisClient) async throws -> String {
        "unix://\(try #require(try await admin.send(RedisCommand("CONFIG", "GET", "unixsocket")).strings?.last))"
    }

    private static func options(_ change: (inout FlagClientOptions) -> Void = { _ in }) -> FlagClientOptions {
        var options = FlagClientOptions()
        options.keyPrefix = "{t}:"
        options.logger = .quiet
        change(&options)
        return options
    }

    private static func store(_ admin: RedisClient) -> RolloutStore { RolloutStore(client: admin, prefix: "{t}:") }

    private static func put(_ json: JSON..., into store: RolloutStore) async throws {
        _ = try await FlagKeeper(store: store).apply(
            json.map { .put($0) },
            actor: "ann",
            reason: "test",
            now: Moment(milliseconds: 1)
        )
    }

    @Test("With an evaluator's rights: flags arrive, a kill arrives, changes are told, usage is written at a clean end")
    func follows() async throws {
        try await RedisServer.with { admin in
            let rights: [RedisValue] = [
                "on", ">sees", "%R~{t}:flags:*", "%R~{t}:segments:*", "~{t}:usage:*", "&{t}:flags:updates", "-@all", "+info",
                "+ping", "+client|setname", "+hgetall", "+hmget", "+smembers", "+xrange", "+xrevrange", "+subscribe",
                "+unsubscribe", "+hset", "+hincrby",
            ]
            try await admin.send(RedisCommand(["ACL", "SETUSER", "evaluator"] + rights))
            let store = Self.store(admin)
            try await Self.put(
                ["key": "f", "enabled": true, "rolloutPercentage": 100],
                ["key": "g", "enabled": true, "rolloutPercentage": 100, "prerequisites": [["flag": "f", "variant": "on"]]],
                into: store
            )
            let options = Self.options { options in
                options.redisUser = "evaluator"
                options.redisPassword = "sees"
                options.usageInterval = .seconds(3600)
            }
            let client = try FlagClient(redis: try await Self.url(admin), options: options)
            let group = ServiceGroup(services: [client], logger: .quiet)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                #expect(await client.ready(within: .seconds(60)))
                try await until("fresh") { client.state.freshness == .fresh }
                #expect(client.boolean("g", default: false, for: Self.user))
                let updates = client.updates()
                _ = try await store.kill("f", actor: "bob", reason: "fire", now: Moment(milliseconds: 2))
                try await until("killed") { !client.boolean("f", default: true, for: Self.user) }
                #expect(client.booleanDetails("g", default: true, for: Self.user).reason == .default)
                var told: [FlagUpdate] = []
                for await update in updates.prefix(2) { told.append(update) }
                #expect(told == [.changed("f"), .changed("g")])
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            let usage = try await admin.send(RedisCommand("HGETALL", "{t}:usage:g")).map ?? [:]
            #expect(usage["on"] == "1" && usage["off"] == "1" && usage["lastEvaluated"] != nil)
        }
    }

    @Test("When Redis is gone the last flags stay; they are there again at a start without any Redis")
    func gone() async throws {
        let folder = try TemporaryFolder()
        let file = SnapshotFile(path: folder.path + "/flags")
        let options = Self.options { $0.snapshotFile = file.path }
        let place = Mutex("")
        try await RedisServer.with { admin in
            let url = try await Self.url(admin)
            place.withLock { $0 = url }
            try await Self.put(["key": "f", "enabled": true, "rolloutPercentage": 100], into: Self.store(admin))
            let client = try FlagClient(redis: url, options: options)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await client.run() }
                defer { tasks.cancelAll() }
                try await until("fresh") { client.state.freshness == .fresh }
                _ = try? await admin.send(RedisCommand("SHUTDOWN", "NOSAVE"))
                try await until("stale") { client.state.freshness == .stale }
                #expect(client.boolean("f", default: false, for: Self.user))
                try await until("kept") { (try? file.load()?.keys) == ["f"] }
            }
        }
        let cold = try FlagClient(redis: place.withLock { $0 }, options: options)
        #expect(cold.boolean("f", default: false, for: Self.user) && cold.state.freshness == .stale)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await cold.run() }
            defer { tasks.cancelAll() }
            try await until("Redis is missed") { cold.state.fault != nil }
            #expect(cold.boolean("f", default: false, for: Self.user) && cold.state.freshness == .stale)
        }
    }

    @Test("More news than a listener reads end its stream, and hold nobody up")
    func slowListener() async throws {
        let bench = ClientBench([.on("f")])
        let updates = bench.client.updates(buffering: 2)
        bench.shelf.tell((0..<5).map { .changed("\($0)") })
        #expect(await updates.reduce(into: 0) { count, _ in count += 1 } == 2)
    }
}
