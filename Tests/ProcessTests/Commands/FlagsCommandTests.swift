import Testing

@Suite struct FlagsCommandTests {
    /// Made over HTTP, seen by redis-cli, changed at the command line both ways, told by the history, brought back, deleted;
    /// tokens and their hashes are those that `rampart token create` gives.
    @Test func aFlagGoesItsWayOverHTTPAndByTheCommandLine() async throws {
        try await World.with { world in
            let (admin, viewer) = (try await Self.token("admin", world), try await Self.token("viewer", world))
            try world.folder.write(#"{"server":{"tokens":[\#(admin.entry),\#(viewer.entry)]}}"#, to: "tokens.json")
            let controller = try await world.controller(arguments: ["--config", "tokens.json"])
            let ask = APIClient(port: controller.port, token: admin.text)

            let created = try ask("POST", "/api/admin/flags", body: #"{"key":"f","enabled":true,"rolloutPercentage":100}"#)
            #expect(created.status == 201 && created.header("ETag") == "\"1\"")
            #expect(try await world.redis.client("HGET", "flags:f", "rolloutPercentage") == "100\n")
            #expect(try await world.redis.client("SMEMBERS", "flags:enabled") == "f\n")

            let look = APIClient(port: controller.port, token: viewer.text)
            #expect(try look("GET", "/api/admin/flags/f").status == 200)
            #expect(try look("DELETE", "/api/admin/flags/f").status == 403)
            #expect(try APIClient(port: controller.port)("GET", "/api/admin/flags").status == 401)

            let patched = try ask("PATCH", "/api/admin/flags/f", headers: ["If-Match: \"1\""], body: #"{"owner":"growth"}"#)
            #expect(patched.status == 200)
            let lost = try ask("PATCH", "/api/admin/flags/f", headers: ["If-Match: \"1\""], body: #"{"owner":"search"}"#)
            #expect(lost.status == 412 && lost.body.contains("stands at version 2"))
            let half = try ask("POST", "/api/admin/flags/batch", body: #"[{"key":"g"},{"key":"f","valueType":"wrong"}]"#)
            #expect(half.status == 400 && half.body.contains(#""pointer":"/valueType""#))
            #expect(try world.redis("EXISTS", "flags:g") == .integer(0))

            let straight = ["--redis", world.redis.url]
            let server = ["--server", "http://127.0.0.1:\(controller.port)"]
            let set = ["flags", "set", "f", "--percentage", "12.5", "--reason", "too much"]
            #expect(try await Self.done(world, set + straight).contains("version 3"))
            #expect(world.percentage("f") == "12.5")
            try await eventually("the server serves version 3") {
                try await Self.done(world, ["flags", "evaluate", "f", "--user", "ann"] + server, viewer.text).contains("version 3")
            }
            let refused = try await Self.run(world, ["flags", "delete", "f"] + server, viewer.text)
            #expect(refused.end == .exit(1) && refused.errors.contains("needs admin"))

            let history = try await Self.done(world, ["flags", "history", "f"] + server, viewer.text)
            let lines = history.split(separator: "\n")
            #expect(lines.count == 3 && lines[0].contains("rolloutPercentage 100 → 12.5") && lines[0].contains("too much"))
            #expect(try await Self.done(world, ["flags", "revert", "f", "1"] + server, admin.text).contains("version 4"))
            #expect(world.percentage("f") == "100")
            #expect(try await Self.done(world, ["flags", "delete", "f", "--if-version", "4"] + straight).contains("deleted"))
            #expect(try ask("GET", "/api/admin/flags/f").status == 404)
            #expect(try world.redis("EXISTS", "flags:f") == .integer(0))
            #expect(try await Self.done(world, ["flags", "revert", "f", "4"] + straight).contains("created"))
        }
    }

    /// Somebody's bare HSET is found when everything is read again, and told in the log, the metrics and `/readyz`.
    @Test func whatIsWrittenPastTheLogIsReported() async throws {
        try await World.with { world in
            let controller = try await world.controller(environment: ["RAMPART_FLAGS_RELOAD": "100ms"])
            let ask = APIClient(port: controller.port)
            #expect(try ask("POST", "/api/admin/flags", body: #"{"key":"f","enabled":true}"#).status == 201)
            try await eventually("the flag is served") {
                try ask("POST", "/api/admin/flags/f/evaluate", body: #"{"context":{"userId":"u"}}"#).status == 200
            }
            try world.redis("HSET", "flags:f", "rolloutPercentage", "100")
            try await eventually("it is counted") {
                try ask("GET", "/metrics").body.contains("rampart_flags_handwritten_total 1\n")
            }
            #expect(controller.readiness?.body.contains(#""handWritten":1"#) == true)
            #expect(controller.program.errors.contains(/past the log.*changed="flag f"/))
            let served = try ask("POST", "/api/admin/flags/f/evaluate", body: #"{"context":{"userId":"u"}}"#)
            #expect(served.body.contains(#""value":true"#))
        }
    }

    /// A flag of a rollout is changed by orders, which are named, over HTTP and at the command line.
    @Test func aRolloutsFlagIsNotChangedByHand() async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("cart", minutes: 6000), as: "cart.json")
            let controller = try await world.controller()
            try await world.flag("cart", has: "5")
            let answer = try APIClient(port: controller.port)("PATCH", "/api/admin/flags/cart", body: #"{"rolloutPercentage":50}"#)
            #expect(answer.status == 409 && answer.body.contains(#""order":"advance""#))
            let refused = try await Self.run(world, ["flags", "set", "cart", "--enabled", "false", "--redis", world.redis.url])
            #expect(refused.end == .exit(1) && refused.errors.contains("order kill instead"))
            #expect(world.percentage("cart") == "5")
        }
    }

    /// Segments and files of several flags, straight in Redis with nothing else running.
    @Test func filesAndSegments() async throws {
        try await World.with { world in
            try world.folder.write(
                #"[{"id":"paying","rules":[{"attribute":"tier","operator":"equals","value":"pro"}]},"#
                    + #"{"id":"staff","rules":[{"attribute":"email","operator":"endsWith","value":"@example.com"}]}]"#,
                to: "segments.json"
            )
            try world.folder.write(
                #"[{"key":"a","enabled":true,"rolloutPercentage":100,"segments":["paying"]},{"key":"b"}]"#,
                to: "flags.json"
            )
            let redis = ["--redis", world.redis.url]
            #expect(
                try await Self.done(world, ["segments", "set", "--file", "segments.json"] + redis).contains("staff is created")
            )
            #expect(try await Self.done(world, ["flags", "set", "--file", "flags.json"] + redis).contains("flag b is created"))
            let overlaps = try await Self.done(world, ["segments", "overlaps"] + redis)
            #expect(overlaps.contains(#"paying and staff overlap: {"tier":"pro","email":"@example.com"} is in both"#))
            let context = #"{"userId":"u","tier":"pro"}"#
            let isIn = try await Self.done(world, ["flags", "evaluate", "a", "--context", context] + redis)
            #expect(isIn.contains("a serves true (variant on)") && isIn.contains("TARGETING_MATCH: all conditions hold"))
            let isOut = try await Self.done(world, ["flags", "evaluate", "a", "--user", "u", "--json"] + redis)
            #expect(isOut.contains(#""value": false"#) && isOut.contains(#""cause": "segments""#))
            #expect(try await Self.done(world, ["flags", "list"] + redis).split(separator: "\n").count == 2)
            #expect(try await Self.done(world, ["flags", "get", "a"] + redis).contains("segments, any of: paying"))
        }
    }

    // MARK: - Machinery

    /// A token and its entry for the configuration, as the program makes them.
    static func token(_ role: String, _ world: World) async throws -> (text: String, entry: String) {
        let output = try await done(world, ["token", "create", "--name", "the \(role)", "--role", role])
        let words = try #require(output.wholeMatch(of: /token [^:]*: (rampart_[0-9a-f]{64})\nentry [^:]*: +(\{.*\})\n/))
        return (String(words.output.1), String(words.output.2))
    }

    /// What a command prints that must be done.
    static func done(_ world: World, _ arguments: [String], _ token: String? = nil) async throws -> String {
        let (end, output, errors) = try await run(world, arguments, token)
        guard end == .exit(0) else { throw Failure("\(arguments) ends with \(end): \(errors)") }
        return output
    }

    static func run(
        _ world: World,
        _ arguments: [String],
        _ token: String? = nil
    ) async throws -> (end: ChildProcess.End, output: String, errors: String) {
        let program = try world.start(arguments, environment: token.map { ["RAMPART_TOKEN": $0] } ?? [:])
        let end = try await program.ending()
        return (end, program.output, program.errors)
    }
}
