import Glibc
import Testing

@Suite struct KillTests {
    /// With nothing running but Redis, `kill` turns a flag off in its hash, in the set of enabled flags and at whoever
    /// listens, and `restore` brings back percentage, phase and all of that.
    @Test func killAndRestoreNeedNothingButRedis() async throws {
        try await World.with { world in
            let view = RolloutView(server: world.redis)
            try world.plan(PlanText.steps("cart", minutes: 6000), as: "cart.json")
            let controller = try await world.controller()
            try await world.flag("cart", has: "5")
            controller.program.signal(SIGTERM)
            #expect(try await controller.program.ending() == .exit(0))
            let subscriber = try await world.redis.subscriber(to: "flags:updates")
            defer { subscriber.signal(SIGTERM) }

            try await Self.expect("kill", "cart", in: world)
            #expect(view.flag("cart", "enabled") == "0")
            #expect(try !view.isEnabled("cart"))
            #expect(view.flag("cart", "rolloutPercentage") == "5")
            #expect(view.rollout("cart", "phase") == "killed")
            try await Self.hears(subscriber, #""key":"cart","enabled":false"#, #""rolloutPercentage":5"#)

            try await Self.expect("restore", "cart", in: world)
            #expect(view.flag("cart", "enabled") == "1")
            #expect(try view.isEnabled("cart"))
            #expect(view.flag("cart", "rolloutPercentage") == "5")
            #expect(view.rollout("cart", "phase") == "progressing")
            #expect(view.rollout("cart", "percentage") == "5")
            try await Self.hears(subscriber, #""key":"cart","enabled":true"#, #""rolloutPercentage":5"#)
            let way = try world.way("cart")
            #expect(way == ["schedule 0", "start 5", "kill 5", "restore 5"])
        }
    }

    /// A flag that no rollout drives is killed and restored as well; one that was off before stays off.
    @Test(arguments: ["1", "0"])
    func aFlagWithoutARolloutIsKilledAndRestored(enabled: String) async throws {
        try await World.with { world in
            let view = RolloutView(server: world.redis)
            try world.redis(
                "HSET",
                "flags:banner",
                "enabled",
                enabled,
                "rolloutPercentage",
                "40",
                "valueType",
                "boolean",
                "version",
                "7"
            )
            try world.redis("SADD", "flags:index", "banner")
            if enabled == "1" { try world.redis("SADD", "flags:enabled", "banner") }
            let subscriber = try await world.redis.subscriber(to: "flags:updates")
            defer { subscriber.signal(SIGTERM) }

            try await Self.expect("kill", "banner", in: world)
            #expect(view.flag("banner", "enabled") == "0")
            #expect(try !view.isEnabled("banner"))
            try await Self.hears(subscriber, #""key":"banner","enabled":false"#, #""rolloutPercentage":40"#, #""version":8"#)

            try await Self.expect("restore", "banner", in: world)
            #expect(view.flag("banner", "enabled") == enabled)
            #expect(try view.isEnabled("banner") == (enabled == "1"))
            #expect(view.flag("banner", "rolloutPercentage") == "40")
            #expect(view.flag("banner", "version") == "9")
            #expect(view.rollout("banner", "phase") == nil)
            try await Self.hears(subscriber, #""key":"banner""#, #""rolloutPercentage":40"#, #""version":9"#)
            #expect(try world.log("banner").map(\.kind) == ["kill", "restore"])
        }
    }

    /// Kills and restores at once, beside a controller that goes on: each that was done is in the log once, one after the
    /// other raises the version by one, and the flag is as the last of them left it. The rollout then goes its whole way.
    @Test func killsAndRestoresRaceWithTheController() async throws {
        try await World.with { world in
            let view = RolloutView(server: world.redis)
            let subscriber = try await world.redis.subscriber(to: "flags:updates")
            defer { subscriber.signal(SIGTERM) }
            try world.plan(PlanText.steps("cart", minutes: 60), as: "cart.json")
            _ = try await world.controller()
            try await world.flag("cart", has: "5")
            let orders = (0..<10).map { $0.isMultiple(of: 2) ? "kill" : "restore" }
            let programs = try orders.map { order in
                try world.start([order, "cart", "--reason", "race", "--json", "--redis", world.redis.url])
            }
            var done: [String] = []
            for (order, program) in zip(orders, programs) {
                let end = try await program.ending()
                // Another's restore may have come first: then there is nothing to restore.
                #expect(end == .exit(0) || order == "restore" && end == .exit(1), "\(program.errors)")
                if end == .exit(0), let revision = Said.text("revision", in: program.output) { done.append(revision) }
            }
            let log = try world.log("cart")
            let raced = log.filter { ["kill", "restore"].contains($0.kind) }
            #expect(raced.map(\.id) == done.sorted(), "each that was done is in the log once, and nothing else is")
            for (number, entry) in raced.enumerated() { #expect(entry.kind == (number.isMultiple(of: 2) ? "kill" : "restore")) }
            let isKilled = raced.last?.kind == "kill"
            #expect(view.flag("cart", "enabled") == (isKilled ? "0" : "1"))
            #expect(try view.isEnabled("cart") == !isKilled)
            #expect((view.rollout("cart", "phase") == "killed") == isKilled)
            if isKilled { try await Self.expect("restore", "cart", in: world) }
            try await world.phase("cart", is: "completed")

            let way = try world.way("cart").filter { !$0.hasPrefix("kill") && !$0.hasPrefix("restore") }
            #expect(way == PlanText.wholeWay)
            #expect(view.rollout("cart", "version") == "\(try world.log("cart").count)", "by one with each entry")
            let versions = subscriber.output.matches(of: /"version":(\d+)/).compactMap { Int($0.output.1) }
            // A kill of what is off already is published again.
            let steps: [Int] = versions.reduce(into: []) { steps, version in
                if steps.last != version { steps.append(version) }
            }
            let last = try #require(steps.last)
            #expect(steps == Array(1...last) && view.flag("cart", "version") == "\(last)")
            let changes = try world.log("cart").filter { ["start", "advance", "kill", "restore"].contains($0.kind) }
            #expect(view.flag("cart", "revision") == changes.last?.id)
        }
    }

    private static func expect(_ order: String, _ flag: String, in world: World) async throws {
        let done = try await world.finished(order, flag, "--reason", "seen by on-call", "--redis", world.redis.url)
        #expect(done.end == .exit(0), "\(order) \(flag): \(done.errors)")
    }

    /// Returns when the last message that was heard has all of `parts`.
    private static func hears(_ subscriber: ChildProcess, _ parts: String...) async throws {
        try await eventually("\(parts) is heard; \(subscriber.output.suffix(800))") {
            let last = subscriber.output.split(separator: "\n").last { $0.hasPrefix(#"{"type":"flag_updated""#) }
            return parts.allSatisfy { last?.contains($0) == true }
        }
    }
}
