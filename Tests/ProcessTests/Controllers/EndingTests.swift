import Glibc
import Testing

@Suite struct EndingTests {
    /// Asked to stop, the controller ends with 0, which it does within ten seconds or not at all, and leaves no lease behind,
    /// also while a source hangs.
    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItInOrder(signal: Int32) async throws {
        try await World.with { world in
            world.analytics.answer("cart", .answer(.dripping(#"{"exposures":1,"errors":0}"#, gap: 500)))
            try world.plan(PlanText.steps("cart"), as: "cart.json")
            let controller = try await world.controller(environment: ["RAMPART_LEASE_TTL": "600s"])
            try await world.flag("cart", has: "5")
            try await eventually("the source is asked") { world.analytics.asked("cart") > 0 }
            #expect(try world.redis("EXISTS", "rollouts:leader") == .integer(1))
            controller.program.signal(signal)
            #expect(try await controller.program.ending() == .exit(0))
            #expect(try world.redis("EXISTS", "rollouts:leader") == .integer(0))
        }
    }
}
