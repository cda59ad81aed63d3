import Glibc
import Testing

@Suite struct CrashTests {
    /// The controller is killed right after each stage was entered and started again each time: no stage is skipped or
    /// entered twice, and each transition is in the log once.
    @Test func aKilledControllerGoesOnWhereItWas() async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("cart", minutes: 60), as: "cart.json")
            for share in ["5", "25", "50"] {
                let controller = try await world.controller()
                try await world.flag("cart", has: share)
                controller.program.signal(SIGKILL)
                #expect(try await controller.program.ending() == .signal(SIGKILL))
            }
            _ = try await world.controller()
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way == PlanText.wholeWay)
            try await world.slackHeardAll(repeatsAllowed: true)
        }
    }
}
