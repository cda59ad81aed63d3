import Testing

@Suite struct RefusalTests {
    /// Something that `rampart run` does not start with: what it is given, its exit code, and what its sentence names.
    struct Refusal: CustomTestStringConvertible {
        var testDescription: String
        var arguments: [String] = []
        var environment: [String: String] = [:]
        var code: Int32 = 2
        var names: [String]
    }

    static let refusals = [
        Refusal(testDescription: "no Redis is named", names: ["RAMPART_REDIS_URL", "--private-redis"]),
        Refusal(
            testDescription: "others can reach it, without a token",
            environment: ["RAMPART_REDIS_URL": "redis://127.0.0.1:1", "RAMPART_SERVER_HOST": "0.0.0.0"],
            names: ["0.0.0.0", "server.tokens", "127.0.0.1"]
        ),
        Refusal(
            testDescription: "a rehearsal on another machine's Redis",
            environment: ["RAMPART_REDIS_URL": "redis://redis.example.com:6379", "RAMPART_SPEED": "60"],
            names: ["RAMPART_SPEED", "this machine"]
        ),
        Refusal(
            testDescription: "a rehearsal on a machine whose name begins like this one's",
            environment: ["RAMPART_REDIS_URL": "redis://localhost.example.com:6379", "RAMPART_SPEED": "60"],
            names: ["RAMPART_SPEED", "this machine"]
        ),
        Refusal(
            testDescription: "Redis is not there",
            arguments: ["--redis", "redis://127.0.0.1:1"],
            code: 3,
            names: ["127.0.0.1:1"]
        ),
        Refusal(
            testDescription: "an unknown key",
            arguments: ["--config", "unknown.json"],
            names: ["unknown.json:1:20: error: redis.ulr", "did you mean 'url'?"]
        ),
        Refusal(
            testDescription: "no JSON",
            arguments: ["--config", "broken.json"],
            names: ["broken.json:2:", "error:"]
        ),
        Refusal(testDescription: "no file", arguments: ["--config", "missing.json"], names: ["missing.json"]),
        Refusal(testDescription: "an unknown option", arguments: ["--prot", "8080"], names: ["--prot", "--port"]),
    ]

    /// What cannot be right is refused at the start, with a sentence on standard error that names what to do.
    @Test(arguments: refusals)
    func aWrongStartIsRefused(refusal: Refusal) async throws {
        try await World.with { world in
            try world.folder.write(#"{ "redis": {       "ulr": "redis://127.0.0.1:1" } }"#, to: "unknown.json")
            try world.folder.write("{\n  \"redis\": }", to: "broken.json")
            let program = try world.start(["run", "--port", "0"] + refusal.arguments, environment: refusal.environment)
            #expect(try await program.ending() == .exit(refusal.code))
            let errors = program.errors
            for name in refusal.names { #expect(errors.contains(name)) }
            #expect(program.output.isEmpty)
        }
    }
}
