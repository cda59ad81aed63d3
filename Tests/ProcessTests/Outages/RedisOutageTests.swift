import Testing

@Suite struct RedisOutageTests {
    /// Redis is killed in the middle of a rollout and started again: readiness tells of it, and the rollout goes on to its
    /// end as if nothing had been, each transition once.
    @Test func aRestartOfRedisLosesNothing() async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("cart", minutes: 60), as: "cart.json")
            let controller = try await world.controller()
            try await world.flag("cart", has: "25")
            #expect(controller.readiness?.status == 200)
            await world.redis.kill()
            try await eventually("readiness tells that Redis is away") {
                guard let ready = controller.strictReadiness else { return false }
                return ready.status == 503 && ready.body.contains(#""redis":"away""#)
            }
            try await world.redis.restart()
            try await eventually("readiness tells that Redis is connected") {
                guard let ready = controller.strictReadiness else { return false }
                return ready.status == 200 && ready.body.contains(#""redis":"connected""#)
            }
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way == PlanText.wholeWay)
            try await world.slackHeardAll(repeatsAllowed: true)
        }
    }
}
