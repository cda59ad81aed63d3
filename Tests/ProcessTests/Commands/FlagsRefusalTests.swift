import Testing

@Suite struct FlagsRefusalTests {
    /// Something that a command on flags does not do: what it is given, its exit code, and what its sentence names.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var code: Int32
        var names: [String]

        init(_ words: String, _ code: Int32, _ names: String...) {
            arguments = words.split(separator: " ").map(String.init)
            self.code = code
            self.names = names
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let refusals: [Refusal] = [
        Refusal("flags get none", 1, "there is no flag none"),
        Refusal("flags set none --percentage 5", 1, "--create"),
        Refusal("flags set f --create", 1, "exists already"),
        Refusal("flags set f --percentage 5 --if-version 9", 1, "stands at version 1"),
        Refusal("flags set --file wrong.json", 1, "wrong.json:2:2: error:", "did you mean 'enabled'?", "wrong.json:3:"),
        Refusal("flags set --file broken.json", 1, "broken.json:1:"),
        Refusal("flags set --file missing.json", 2, "missing.json"),
        Refusal("flags set g --file wrong.json", 2, "'h'", "'g'"),
        Refusal("flags set f", 2, "--help"),
        Refusal("flags set --percentage 5", 2, "name the flag"),
        Refusal("flags set f --patch []", 2, "an object"),
        Refusal("flags get a:b", 2, "no flag's key"),
        Refusal("flags revert f 7", 1, "these are: 1"),
        Refusal("flags history none", 1, "there is no flag none"),
        Refusal("flags history f --limit 0", 2, "1 to 200"),
        Refusal("flags evaluate f --context []", 2, "--context: the context must be an object"),
        Refusal("flags evaluate f --redis redis://127.0.0.1:1", 3, "127.0.0.1:1"),
        Refusal("flags list --server http://127.0.0.1:1", 3, "--redis works without a server"),
        Refusal("segments get overlaps", 2, "reserved"),
    ]

    @Test(arguments: refusals)
    func itSaysWhatToDo(refusal: Refusal) async throws {
        try await World.with { world in
            let redis = ["--redis", world.redis.url]
            _ = try await FlagsCommandTests.done(world, ["flags", "set", "f", "--create"] + redis)
            try world.folder.write("{\"key\":\"h\",\n \"enbled\":true,\n \"rolloutPercentage\":101}", to: "wrong.json")
            try world.folder.write("{\"key\":", to: "broken.json")
            let given = refusal.arguments.contains("--redis") ? [] : redis
            let (end, output, errors) = try await FlagsCommandTests.run(world, refusal.arguments + given)
            #expect(end == .exit(refusal.code), "\(errors)")
            #expect(output.isEmpty)
            for name in refusal.names { #expect(errors.contains(name), "\(errors)") }
        }
    }
}
