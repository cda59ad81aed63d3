import Testing

@Suite struct SentinelFailoverTests {
    /// The primary is killed in mid-rollout: the rollout goes on over the server that the sentinels name next, no stage is
    /// skipped, each transition is in its log once, and Slack hears of each.
    @Test func theRolloutGoesOnOverTheNewPrimary() async throws {
        try await World.with { world in
            try await RedisGroup.with(in: world.folder) { group in
                let sentinels = try await Sentinels(in: group)
                try Self.configure(world, sentinels)
                try world.plan(PlanText.steps("cart", minutes: 60), as: "cart.json")
                // The sentinels say where Redis is; the URL's server is not asked.
                let controller = try await world.controller(arguments: ["--config", "rampart.json"])
                let old = try #require(sentinels.primary)
                let spare = RolloutView(server: try sentinels.replica(of: old))
                try await spare.flag("cart", has: "25")
                await old.kill()
                try await eventually("the sentinels name another primary") {
                    sentinels.primary?.port == spare.server.port
                }
                try await spare.phase("cart", is: "completed")
                #expect(try spare.way("cart") == PlanText.wholeWay)
                #expect(spare.flag("cart", "rolloutPercentage") == "100")
                #expect(controller.readiness?.status == 200)
                let wanted = try spare.log().filter(\.isAlerted).map(\.id)
                try await eventually("Slack hears of \(wanted)") { Set(world.slack.messages.map(\.id)) == Set(wanted) }
                #expect(try world.redis("EXISTS", "flags:log") == .integer(0))

                // A command finds the new primary without any URL.
                let status = try await world.finished("status", "cart", "--json", "--config", "rampart.json")
                #expect(status.end == .exit(0), "\(status.errors)")
                #expect(Said.text("phase", in: status.output) == "completed")
            }
        }
    }

    /// A failover loses a rollback that the controller committed and the replica had not: on the new primary it is written
    /// again, once, and Slack is told.
    @Test func aRollbackOutlivesAFailoverThatLostIt() async throws {
        try await World.with { world in
            try await RedisGroup.with(in: world.folder) { group in
                let sentinels = try await Sentinels(in: group)
                try Self.configure(world, sentinels)
                try world.plan(PlanText.steps("cart", minutes: 6000), as: "cart.json")
                _ = try await world.controller(arguments: ["--config", "rampart.json"])
                let old = try #require(sentinels.primary)
                let spare = RolloutView(server: try sentinels.replica(of: old))
                try await spare.flag("cart", has: "5")
                // From now on it hears nothing of the primary.
                try spare.server("REPLICAOF", "127.0.0.1", "1")
                world.analytics.answer("cart", .failing(from: 5))
                try await RolloutView(server: old).phase("cart", is: "rolledBack")
                #expect(spare.rollout("cart", "phase") == "progressing", "the replica lacks the rollback")
                await old.kill()
                try await eventually("the sentinels name another primary") {
                    sentinels.primary?.port == spare.server.port
                }
                try await spare.phase("cart", is: "rolledBack")
                #expect(spare.flag("cart", "rolloutPercentage") == "0")
                try await eventually("Slack hears of it") {
                    world.slack.messages.contains { $0.body.contains("Redis came back without") }
                }
                #expect(try spare.way("cart") == ["schedule 0", "start 5", "recall 0"])
            }
        }
    }

    private static func configure(_ world: World, _ sentinels: Sentinels) throws {
        try world.folder.write(
            #"{ "redis": { "sentinel": { "primary": "main", "sentinels": \#(sentinels.addresses) } } }"#,
            to: "rampart.json"
        )
    }
}
