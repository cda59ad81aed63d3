import Testing

@Suite struct TokenCommandTests {
    /// Each token is another, and only hex digits of its hash go into the configuration.
    @Test func eachTokenIsAnother() async throws {
        try await World.with { world in
            var tokens: Set<String> = []
            for _ in 0..<3 {
                let (end, output, _) = try await world.finished("token", "create", "--name", "ci", "--role", "viewer", "--json")
                #expect(end == .exit(0))
                let token = try #require(output.firstMatch(of: /"token": "(rampart_[0-9a-f]{64})"/)).output.1
                let hash = try #require(output.firstMatch(of: /"sha256": "([0-9a-f]{64})"/)).output.1
                #expect(!token.contains(hash))
                tokens.insert(String(token))
            }
            #expect(tokens.count == 3)
        }
    }

    @Test(arguments: [
        (["--name", "ci", "--role", "admn"], "did you mean 'admin'?"), (["--name", " ", "--role", "admin"], "a text of one line"),
        (["--name", "a\nb", "--role", "admin"], "a text of one line"), (["--role", "admin"], "--name"),
    ])
    func refusals(arguments: [String], words: String) async throws {
        try await World.with { world in
            let program = try world.start(["token", "create"] + arguments)
            #expect(try await program.ending() == .exit(2))
            #expect(program.errors.contains(words) && program.output.isEmpty)
        }
    }

    /// The help of every command on flags, segments and tokens has examples.
    @Test(arguments: [
        ["flags"], ["flags", "list"], ["flags", "get"], ["flags", "set"], ["flags", "delete"], ["flags", "evaluate"],
        ["flags", "history"], ["flags", "revert"], ["segments"], ["segments", "list"], ["segments", "set"],
        ["segments", "overlaps"], ["token", "create"],
    ])
    func helpHasExamples(command: [String]) async throws {
        try await World.with { world in
            let program = try world.start(command + ["--help"])
            #expect(try await program.ending() == .exit(0))
            #expect(program.output.contains(/EXAMPLES?\n/))
            #expect(program.output.contains("rampart \(command.joined(separator: " "))"))
        }
    }
}
