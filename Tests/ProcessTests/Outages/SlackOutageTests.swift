import Testing

@Suite struct SlackOutageTests {
    /// Slack is away, then fails, then asks for patience: the rollout does not wait for it, and in the end every message has
    /// come, in order and once.
    @Test func noMessageIsLostWhileSlackIsDown() async throws {
        try await World.with(slack: false) { world in
            try world.plan(PlanText.steps("cart", minutes: 12), as: "cart.json")
            let controller = try await world.controller()
            try await eventually("a message finds no Slack") { controller.program.errors.contains("does not take alerts") }
            world.slack.refuse(.plain("no_service", status: "500 Internal Server Error", type: "text/plain"))
            world.slack.open()
            try await eventually("Slack fails") { world.slack.refused >= 1 }
            let failed = world.slack.refused
            world.slack.refuse(
                .plain("ratelimited", status: "429 Too Many Requests", type: "text/plain", headers: ["Retry-After: 1"])
            )
            try await eventually("Slack asks for patience") { world.slack.refused > failed }
            #expect(world.slack.messages.isEmpty)
            try await world.phase("cart", is: "completed")
            world.slack.refuse(nil)
            try await world.slackHeardAll()
            let way = try world.way("cart")
            #expect(way == PlanText.wholeWay)
        }
    }
}
