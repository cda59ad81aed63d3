import Testing

@Suite struct HelpTests {
    /// Each command's help has an example of how it is called.
    @Test(arguments: ["run", "demo", "check", "schema"])
    func helpHasExamples(command: String) async throws {
        try await World.with { world in
            let (end, output, _) = try await world.finished(command, "--help")
            #expect(end == .exit(0))
            #expect(output.contains(/EXAMPLES?\n/))
            #expect(output.contains("rampart \(command)"))
        }
    }

    /// The program's own help shows the first steps and every command.
    @Test func theFirstHelpNamesEveryCommand() async throws {
        try await World.with { world in
            let (end, output, _) = try await world.finished("--help")
            #expect(end == .exit(0))
            for command in ["run", "demo", "check", "schema"] {
                #expect(output.contains("rampart \(command)") || output.contains("\n  \(command) "))
            }
        }
    }

    /// The schema that is printed is the one that ships with the project, and JSON.
    @Test func theSchemaIsTheOneThatShips() async throws {
        try await World.with { world in
            let (end, output, _) = try await world.finished("schema")
            #expect(end == .exit(0))
            let shipped = Descriptor.text(ofFile: Programs.repository + "/plans/_schema/rollout-plan.schema.json")
            #expect(output == shipped)
            // Redis reads JSON too: an independent opinion on whether it is some.
            let script = "local schema = cjson.decode(ARGV[1]); return schema['$schema']"
            let dialect = try world.redis("EVAL", script, "0", output)
            #expect(dialect == .text("https://json-schema.org/draft/2020-12/schema"))
        }
    }

    /// What no command knows is wrong usage.
    @Test(arguments: [["--wrong"], ["wrong"], ["check", "--format", "xml"], ["run", "--port", "many"]])
    func wrongUsageIsRefused(arguments: [String]) async throws {
        try await World.with { world in
            let program = try world.start(arguments)
            #expect(try await program.ending() == .exit(2))
            #expect(!program.errors.isEmpty)
        }
    }
}
