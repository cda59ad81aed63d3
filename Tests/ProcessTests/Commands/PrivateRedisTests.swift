import Glibc
import Testing

@Suite struct PrivateRedisTests {
    /// `--private-redis` needs nothing but a folder of plans, and finds its data again at the next start.
    @Test func itsDataAreThereAtTheNextStart() async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("cart", minutes: 6), as: "cart.json")
            let socket = world.folder(".rampart/redis.sock")
            // A server that was left running, which is what this test is to find, must not outlive it.
            defer { _ = RedisExchange.send(["SHUTDOWN", "NOSAVE"], to: socket) }
            let first = try Self.start(world)
            try await eventually("the rollout is completed") {
                RedisExchange.send(["HGET", "rollouts:cart", "phase"], to: socket) == .text("completed")
            }
            first.signal(SIGTERM)
            #expect(try await first.ending() == .exit(0))
            #expect(RedisExchange.send(["PING"], to: socket) == nil)

            let second = try Self.start(world)
            try await eventually("the second leads") { second.errors.contains(/INFO +leads .*rollouts=1/) }
            let log = try #require(RedisExchange.send(["XRANGE", "flags:log", "-", "+"], to: socket))
            #expect(log.list.compactMap(LogEntry.init).map(\.summary) == PlanText.wholeWay)
            second.signal(SIGTERM)
            #expect(try await second.ending() == .exit(0))
            #expect(RedisExchange.send(["PING"], to: socket) == nil)
        }
    }

    private static func start(_ world: World) throws -> ChildProcess {
        try world.start(
            ["run", "--private-redis", "--port", "0"],
            environment: ["RAMPART_SPEED": World.speed, "RAMPART_ANALYTICS_URL": world.analytics.template]
        )
    }
}
