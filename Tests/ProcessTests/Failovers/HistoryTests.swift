import Testing

@Suite struct HistoryTests {
    /// `rampart history FLAG --json` lists every entry of the flag's log, newest first, each with who did it and why.
    @Test func everyTransitionIsListedNewestFirst() async throws {
        try await World.with { world in
            // Four programs give their orders while it is in its first stage.
            try world.plan(PlanText.steps("cart", minutes: 60 * Programs.timeFactor), as: "cart.json")
            try world.plan(PlanText.steps("other", minutes: 12), as: "other.json")
            _ = try await world.controller()
            try await world.flag("cart", has: "5")
            for (order, reason) in [("pause", "lunch"), ("resume", "back from lunch"), ("kill", "a \"quoted\" doubt")] {
                let done = try await world.finished(
                    order,
                    "cart",
                    "--reason",
                    reason,
                    "--redis",
                    world.redis.url,
                    environment: ["RAMPART_ACTOR": "ann"]
                )
                #expect(done.end == .exit(0), "\(done.errors)")
            }
            let restored = try await world.finished(
                "restore",
                "cart",
                "--reason",
                "no doubt",
                "--redis",
                world.redis.url,
                environment: ["RAMPART_ACTOR": "bob"]
            )
            #expect(restored.end == .exit(0), "\(restored.errors)")
            try await world.phase("cart", is: "completed")
            try await world.phase("other", is: "completed")

            let history = try await world.finished("history", "cart", "--json", "--redis", world.redis.url)
            #expect(history.end == .exit(0), "\(history.errors)")
            let log = try world.log("cart")
            let listed = Self.entries(history.output)
            #expect(listed.map { $0["id"] } == log.reversed().map(\.id))
            #expect(listed.map { $0["kind"] } == log.reversed().map(\.kind))
            let orders = listed.reversed().filter { $0["actor"] != "controller" }
                .map { "\($0["actor"] ?? "") \($0["kind"] ?? ""): \($0["reason"] ?? "")" }
            #expect(
                orders == [
                    "ann pause: lunch", "ann resume: back from lunch", #"ann kill: a \"quoted\" doubt"#,
                    "bob restore: no doubt; evidence of harm begins afresh",
                ]
            )
            #expect(listed.allSatisfy { $0["reason"]?.isEmpty == false && $0["actor"]?.isEmpty == false })
            let own = listed.filter { $0["actor"] == "controller" }.compactMap { $0["kind"] }
            #expect(own.reversed() == ["schedule", "start", "advance", "advance", "advance", "complete"])
        }
    }

    /// The elements of a JSON list as it is printed: of each its id, and its event's kind, actor and reason.
    private static func entries(_ json: String) -> [[String: String]] {
        let lines = json.split(separator: "\n")
        return lines.reduce(into: []) { entries, line in
            guard let match = line.firstMatch(of: /^( +)"(id|kind|actor|reason)": "((?:[^"\\]|\\.)*)"/) else { return }
            let (depth, name) = (match.output.1.count, String(match.output.2))
            if name == "id", depth <= 4 { entries.append([:]) }
            guard depth <= 8, let last = entries.indices.last, entries[last][name] == nil else { return }
            entries[last][name] = String(match.output.3)
        }
    }
}
