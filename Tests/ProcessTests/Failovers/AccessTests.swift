import Testing

/// Redis by TLS with certificates on both sides, and users with no more rights than they need.
@Suite struct AccessTests {
    /// What the README gives for an ACL file, and a user for the test itself.
    static var users: String {
        get throws {
            let page = Descriptor.text(ofFile: Programs.repository + "/README.md").split(separator: "\n")
            let users = page.filter { $0.hasPrefix("user ") }.map(String.init)
            guard users.count == 5 else { throw Failure("the README gives no ACL file: \(users)") }
            return (users + ["user admin on >admin ~* &* +@all", ""]).joined(separator: "\n")
        }
    }

    /// A whole rollout with its alerts as `controller` and all orders as `operator`, over TLS; Redis refuses nothing that they
    /// ask. What else they, or others, would do is refused.
    @Test func eachUserMayDoWhatItNeedsAndNoMore() async throws {
        try await World.with { world in
            try await RedisGroup.with(in: world.folder) { group in
                let redis = try await Self.server(world, group)
                let view = RolloutView(server: redis)
                for user in ["controller", "operator", "editor"] { try Self.configure(world, user, redis) }
                try world.plan(PlanText.steps("cart", minutes: 30), as: "cart.json")
                let url = "rediss://\(redis.address)"
                let controller = try await world.controller(
                    arguments: ["--redis", url, "--config", "controller.json"],
                    environment: ["REDIS_PASSWORD": "leads"]
                )
                try await view.phase("cart", is: "completed")
                #expect(try view.way("cart") == PlanText.wholeWay)
                try await Self.slackHearsAll(view, world)

                try world.plan(PlanText.steps("search", minutes: 6000), as: "search.json")
                try await view.flag("search", has: "5")
                for order in ["kill", "restore", "pause", "resume", "advance", "rollback", "restart"] {
                    let reason = ["--reason", "a look"] + (order == "advance" ? ["--force"] : [])
                    let done = try await Self.finished(world, [order, "search"] + reason)
                    #expect(done.end == .exit(0), "\(order): \(done.errors)")
                }
                for words in [["status"], ["status", "search"], ["history", "search"], ["explain", "search"]] {
                    let done = try await Self.finished(world, words)
                    #expect(done.end == .exit(0), "\(words): \(done.errors)")
                    #expect(!done.output.isEmpty)
                }
                try await Self.edit(world, redis)
                let server = APIClient(port: controller.port)
                for (path, body) in [("flags", #"{"key":"x"}"#), ("segments/batch", "[]")] {
                    let answer = try server("POST", "/api/admin/\(path)", headers: ["Idempotency-Key: \(path)"], body: body)
                    #expect(answer.status == (path == "flags" ? 201 : 400), "\(answer.body)")
                }
                try await Self.slackHearsAll(view, world)
                controller.program.signal(15)
                #expect(try await controller.program.ending() == .exit(0))
                #expect(try redis("EXISTS", "rollouts:leader") == .integer(0), "the lease was given up")

                let refused = try redis("ACL", "LOG").list.map(\.fields)
                #expect(refused.isEmpty, "who watches over Redis is not to be bothered with refusals")
                try await Self.evaluate(redis)
            }
        }
    }

    /// The server lets nobody in without a certificate, and Rampart goes to no server that it cannot verify.
    @Test func neitherSideTrustsAStranger() async throws {
        try await World.with { world in
            try await RedisGroup.with(in: world.folder) { group in
                let redis = try await Self.server(world, group)
                let url = "rediss://\(redis.address)"
                let good = Self.settings(redis, "operator")
                let strange = [
                    ("CERTIFICATE_REQUIRED", #""certificateFile": "client.pem", "keyFile": "client.key", "#, ""),
                    ("CERTIFICATE_VERIFY_FAILED", #""caFile": "ca.pem", "#, ""),
                    ("other.test", Certificates.serverName, "other.test"),
                    ("Check user and password", "REDIS_PASSWORD", "OTHER_PASSWORD"),
                ]
                let programs = try strange.enumerated().map { number, mistake in
                    let text = good.replacing(mistake.1, with: mistake.2)
                    #expect(text != good)
                    try world.folder.write(text, to: "\(number).json")
                    return try world.start(
                        ["status", "--redis", url, "--config", "\(number).json"],
                        environment: ["REDIS_PASSWORD": "orders", "OTHER_PASSWORD": "guess"]
                    )
                }
                for (mistake, program) in zip(strange, programs) {
                    #expect(try await program.ending() == .exit(3))
                    #expect(program.errors.contains(mistake.0))
                    #expect(!program.errors.contains("guess") && !program.errors.contains("orders"))
                }
            }
        }
    }

    // MARK: - Users

    /// What an editor of flags and segments does.
    private static func edit(_ world: World, _ redis: RedisServer) async throws {
        let rules = #"{"rules":[{"attribute":"tier","operator":"exists"}]}"#
        let commands = [
            ["segments", "set", "paying", "--create", "--patch", rules], ["segments", "overlaps"],
            ["flags", "set", "banner", "--create", "--patch", #"{"segments":["paying"]}"#],
            ["flags", "set", "banner", "--patch", #"{"segments":[]}"#], ["flags", "evaluate", "banner", "--user", "ann"],
            ["flags", "history", "banner"], ["flags", "revert", "banner", "1"], ["flags", "delete", "banner"],
            ["segments", "delete", "paying"], ["flags", "list"],
        ]
        for words in commands {
            let done = try await finished(world, words, as: "editor", password: "edits")
            #expect(done.end == .exit(0), "\(words): \(done.errors)")
        }
    }

    /// What an evaluator does, and what it must not be able to do.
    private static func evaluate(_ redis: RedisServer) async throws {
        let evaluator = ["evaluator", "sees"]
        func attempt(_ words: String...) -> RedisValue? { RedisExchange.send(words, to: redis.socket, as: evaluator) }
        let listener = try await redis.subscriber(to: "flags:updates", as: evaluator)
        defer { listener.signal(15) }
        #expect(attempt("HGETALL", "flags:cart")?.fields["rolloutPercentage"] == "100")
        #expect(attempt("SMEMBERS", "flags:index")?.list.isEmpty == false)
        #expect(attempt("XRANGE", "flags:log", "-", "+", "COUNT", "1")?.list.count == 1)
        #expect(attempt("HINCRBY", "usage:cart", "on", "3") == .integer(3))
        #expect(attempt("HSET", "usage:cart", "last", "1") == .integer(1))
        let forbidden = [
            ["HSET", "flags:cart", "enabled", "0"], ["HINCRBY", "flags:cart", "version", "1"], ["DEL", "usage:cart"],
            ["HGETALL", "rollouts:cart"], ["GET", "rollouts:leader"], ["PUBLISH", "flags:updates", "{}"],
            ["EVAL", "return redis.call('HSET', KEYS[1], 'enabled', '0')", "1", "flags:cart"], ["KEYS", "*"], ["FLUSHALL"],
            ["SUBSCRIBE", "other"], ["HSET", "segments:all", "x", "y"], ["XADD", "flags:log", "*", "kind", "kill"],
        ]
        for words in forbidden {
            let answer = RedisExchange.send(words, to: redis.socket, as: evaluator)
            guard case .error(let text) = answer, text.hasPrefix("NOPERM") else {
                Issue.record("an evaluator may \(words): \(String(describing: answer))")
                continue
            }
        }
        let operatorDoes = [
            ["FLUSHALL"], ["DEL", "rollouts:cart"], ["SET", "rollouts:leader", "me"], ["HSET", "usage:cart", "on", "0"],
        ]
        for words in operatorDoes {
            let answer = RedisExchange.send(words, to: redis.socket, as: ["operator", "orders"])
            guard case .error(let text) = answer, text.hasPrefix("NOPERM") else {
                Issue.record("an operator may \(words): \(String(describing: answer))")
                continue
            }
        }
        #expect(try redis("HGET", "flags:cart", "enabled").text == "1")
    }

    // MARK: - Machinery

    private static func server(_ world: World, _ group: RedisGroup) async throws -> RedisServer {
        let folder = world.folder
        try await Certificates.make(in: folder)
        try folder.write(try users, to: "users.acl")
        return try await group.start("redis", login: ["admin", "admin"]) { port in
            [
                "--port", "0", "--tls-port", "\(port)", "--tls-ca-cert-file", folder("ca.pem"), "--tls-cert-file",
                folder("server.pem"), "--tls-key-file", folder("server.key"), "--tls-auth-clients", "yes", "--aclfile",
                folder("users.acl"),
            ]
        }
    }

    private static func settings(_ redis: RedisServer, _ user: String) -> String {
        """
        {
          "redis": {
            "url": "rediss://\(redis.address)", "user": "\(user)", "password": { "env": "REDIS_PASSWORD" },
            "caFile": "ca.pem", "certificateFile": "client.pem", "keyFile": "client.key", "serverName": "\(Certificates.serverName)"
          }
        }
        """
    }

    private static func configure(_ world: World, _ user: String, _ redis: RedisServer) throws {
        try world.folder.write(settings(redis, user), to: "\(user).json")
    }

    /// Runs a command, as the operator unless it is said otherwise.
    private static func finished(
        _ world: World,
        _ words: [String],
        as user: String = "operator",
        password: String = "orders"
    ) async throws -> (end: ChildProcess.End, output: String, errors: String) {
        let program = try world.start(words + ["--config", "\(user).json"], environment: ["REDIS_PASSWORD": password])
        let end = try await program.ending()
        return (end, program.output, program.errors)
    }

    private static func slackHearsAll(_ view: RolloutView, _ world: World) async throws {
        let wanted = try view.log().filter(\.isAlerted).map(\.id)
        try await eventually("Slack hears of \(wanted)") { world.slack.messages.map(\.id) == wanted }
    }
}
