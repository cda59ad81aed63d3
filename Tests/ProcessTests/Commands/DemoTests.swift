import Testing

@Suite struct DemoTests {
    /// The demo shows by itself what the README promises: one rollout completes, one is rolled back, one holds.
    @Test func theDemoComesToItsEnd() async throws {
        try await World.with { world in
            let program = try world.start(["demo", "--exit-when-done"], environment: ["TMPDIR": world.folder.path])
            let end = try await program.ending(within: .seconds(150))
            #expect(end == .exit(0))
            let output = program.output
            for phrase in ["completed", "ROLLED BACK", "holds"] { #expect(output.contains(phrase)) }
            #expect(!output.contains("\u{1B}"), "no colours where nobody looks")
            for folder in world.folder.entries.filter({ $0.hasPrefix("rampart-demo.") }) {
                let socket = world.folder("\(folder)/redis/redis.sock")
                #expect(RedisExchange.send(["PING"], to: socket) == nil, "its Redis was left running")
                _ = RedisExchange.send(["SHUTDOWN", "NOSAVE"], to: socket)
            }
        }
    }
}
