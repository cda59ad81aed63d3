import Logging
import RampartClient
import Testing

/// The library for services, beside the real server and a real Redis.
@Suite struct FlagClientTests {
    private static let user = EvaluationContext(targetingKey: "u")

    /// A client that follows Redis and one that follows the server: what is made over HTTP reaches both, so does a kill from the
    /// command line; usage is in Redis; when both servers are gone, both clients serve on.
    @Test func aChangeReachesBothKindsOfClients() async throws {
        try await World.with { world in
            let admin = try await FlagsCommandTests.token("admin", world)
            let client = try await FlagsCommandTests.token("client", world)
            try world.folder.write(#"{"server":{"tokens":[\#(admin.entry),\#(client.entry)]}}"#, to: "tokens.json")
            let controller = try await world.controller(arguments: ["--config", "tokens.json"])
            let ask = APIClient(port: controller.port, token: admin.text)
            for key in ["seen", "hidden"] {
                let flag = #"{"key":"\#(key)","enabled":true,"rolloutPercentage":100,"clientSide":\#(key == "seen")}"#
                #expect(try ask("POST", "/api/admin/flags", body: flag).status == 201)
            }

            var options = FlagClientOptions()
            options.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            options.usageInterval = .milliseconds(50)
            // Only the stream can bring a change.
            options.pollInterval = .seconds(3600)
            let direct = try FlagClient(redis: world.redis.url, options: options)
            let remote = try FlagClient(server: "http://127.0.0.1:\(controller.port)", token: client.text, options: options)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await direct.run() }
                tasks.addTask { try await remote.run() }
                defer { tasks.cancelAll() }
                try await eventually("both are fresh; \(remote.state)") {
                    direct.state.freshness == .fresh && remote.state.freshness == .fresh && remote.keys == ["seen"]
                }
                #expect(
                    direct.boolean("seen", default: false, for: Self.user)
                        && direct.boolean("hidden", default: false, for: Self.user)
                )
                #expect(remote.boolean("seen", default: false, for: Self.user))
                #expect(remote.booleanDetails("hidden", default: false, for: Self.user).errorCode == .flagNotFound)

                let changes = remote.updates()
                let kill = ["kill", "seen", "--reason", "it burns", "--redis", world.redis.url]
                _ = try await FlagsCommandTests.done(world, kill)
                try await eventually("both have the kill") {
                    !direct.boolean("seen", default: true, for: Self.user) && !remote.boolean("seen", default: true, for: Self.user)
                }
                #expect(await changes.first { _ in true } == .changed("seen"))
                try await eventually("usage is written") {
                    let (on, off) = (try world.redis("HGET", "usage:seen", "on"), try world.redis("HGET", "usage:seen", "off"))
                    return on.text != nil && off.text != nil
                }

                await controller.program.destroy()
                await world.redis.kill()
                try await eventually("both miss their servers") {
                    direct.state.freshness == .stale && remote.state.freshness == .stale
                }
                #expect(
                    !direct.boolean("seen", default: true, for: Self.user)
                        && direct.boolean("hidden", default: false, for: Self.user)
                )
                #expect(!remote.boolean("seen", default: true, for: Self.user))
            }
        }
    }
}
