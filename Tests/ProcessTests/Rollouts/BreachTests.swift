import Testing

@Suite struct BreachTests {
    /// Harm that begins at 25 % takes the flag to 0 %, once, and Slack is told which guard it was and from where to where.
    @Test func aBreachTakesTheFlagBackAndSaysWhy() async throws {
        try await World.with { world in
            world.analytics.answer("checkout", .failing(from: 25))
            try world.plan(PlanText.steps("checkout"), as: "checkout.json")
            _ = try await world.controller()
            try await world.phase("checkout", is: "rolledBack")
            #expect(world.percentage("checkout") == "0")
            let way = try world.way("checkout")
            #expect(way == ["schedule 0", "start 5", "advance 25", "rollback 0"])

            try await world.slackHeardAll()
            let message = try #require(world.slack.messages.last)
            let guardName = try #require(world.log("checkout").last?.text("guard"))
            #expect(message.text.contains("checkout rolled back: 25 % → 0 %"))
            #expect(message.text.contains("\(guardName): "))
        }
    }
}
