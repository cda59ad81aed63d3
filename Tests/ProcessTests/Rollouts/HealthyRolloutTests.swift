import Testing

@Suite struct HealthyRolloutTests {
    /// The smallest plan, as the specification has it, goes its whole way: every transition once in the log, each share told
    /// to subscribers as the whole flag, and what `redis-cli` shows is what evaluators read.
    @Test func theSmallestPlanReachesEverybody() async throws {
        try await World.with { world in
            let flag = "new_checkout_flow"
            let subscriber = try await world.redis.subscriber(to: "flags:updates")
            try world.plan(PlanText.smallest, as: "new_checkout_flow.json")
            _ = try await world.controller(speed: "72000")
            try await world.phase(flag, is: "completed")

            let shown = try await world.redis.client("HGETALL", "flags:\(flag)")
            #expect(shown.contains("enabled\n1\n"))
            #expect(shown.contains("rolloutPercentage\n100\n"))
            // At this speed noData's quarter of an hour is shorter than a pause of the machine's scheduler.
            let way = try world.way(flag).filter { !$0.hasPrefix("hold") && !$0.hasPrefix("recover") }
            #expect(way == PlanText.wholeWay)

            let heard = subscriber.output.split(separator: "\n").filter { $0.hasPrefix(#"{"type":"flag_updated""#) }
            let shares = heard.compactMap { $0.firstMatch(of: /"rolloutPercentage":(\d+)/).flatMap { Int($0.output.1) } }
            #expect(shares == [5, 25, 50, 100])
            for message in heard {
                #expect(message.contains(#""key":"new_checkout_flow","enabled":true"#))
                #expect(message.contains(#""valueType":"boolean""#))
            }
            subscriber.signal(15)
            _ = try await subscriber.ending()
        }
    }
}
