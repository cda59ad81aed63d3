import Testing

@Suite(.timeLimit(.minutes(10))) struct LoadTests {
    /// Redis goes away: flags are served on, `/readyz` says that it can serve, and in the strict form that Redis is away.
    @Test func flagsAreServedWithoutRedis() async throws {
        try await World.with { world in
            try world.redis("HSET", "flags:f", "enabled", "1", "rolloutPercentage", "100", "version", "1")
            try world.redis("SADD", "flags:index", "f")
            let controller = try await world.controller()
            let ask = APIClient(port: controller.port)
            func isOn() throws -> Bool { try ask("GET", "/api/feature-flags").body == #"{"f":true}"# + "\n" }
            try await eventually("the flag is served") { try isOn() }
            await world.redis.kill()
            try await eventually("readiness tells that Redis is away") {
                controller.strictReadiness?.status == 503
            }
            #expect(controller.readiness?.status == 200)
            #expect(try isOn())
        }
    }

    /// Wrong tokens by the thousand, contexts of a mebibyte and a pattern that takes as long as it may: whoever has a good token
    /// is served meanwhile, a kill gets through, and the program lives on.
    @Test func abuseHoldsNobodyUp() async throws {
        try await World.with { world in
            try world.folder.write(#"{"server":{"tokens":\#(Tokens.settings)}}"#, to: "tokens.json")
            for key in ["f", "hard"] {
                try world.redis("HSET", "flags:\(key)", "enabled", "1", "rolloutPercentage", "100", "version", "1")
                try world.redis("SADD", "flags:index", key)
            }
            try world.redis(
                "HSET",
                "flags:hard",
                "targeting",
                #"[{"attribute":"name","operator":"regex","value":"^(a+)+$"}]"#
            )
            let controller = try await world.controller(arguments: ["--config", "tokens.json"])
            try await eventually("the flags are loaded") { controller.readiness?.status == 200 }
            let port = controller.port
            let client = APIClient(port: port, token: "client-secret")
            let path = "/ofrep/v1/evaluate/flags"
            let hard = #"{"context":{"targetingKey":"u","name":"\#(String(repeating: "a", count: 4095))!"}}"#
            let long = #"{"context":{"targetingKey":"u","name":"\#(String(repeating: "a", count: 1_000_000))"}}"#
            let many = #"{"context":{\#((0..<10_000).map { #""a\#($0)":[{"b":\#($0)}]"# }.joined(separator: ","))}}"#
            let deep = #"{"context":\#(String(repeating: #"{"a":"#, count: 50_000))"#

            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<1000 {
                        let wrong = APIClient(port: port, token: "wrong-\(number)")
                        let status = try wrong("POST", "\(path)/f", body: #"{"context":{}}"#).status
                        guard status == 401 || status == 429 else { throw Failure("\(number): \(status)") }
                    }
                }
                group.addTask {
                    for body in [hard, long, many, deep, hard, long, many, deep] {
                        let status = try client("POST", path, body: body).status
                        guard status == (body == deep ? 400 : 200) else { throw Failure("\(body.prefix(40)): \(status)") }
                    }
                }
                group.addTask {
                    for _ in 0..<200 {
                        let answer = try client("POST", "\(path)/f", body: #"{"context":{}}"#)
                        guard answer.status == 200 else { throw Failure("a good token is answered \(answer.status)") }
                    }
                }
                try await group.waitForAll()
            }
            let admin = APIClient(port: port, token: "admin-secret")
            #expect(try admin("POST", "/api/rollouts/f/kill", body: #"{"reason":"harm"}"#).status == 200)
            #expect(controller.program.end == nil)
        }
    }
}
