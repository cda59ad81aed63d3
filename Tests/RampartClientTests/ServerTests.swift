import Curl
import Fixture
import FlagStore
import Flags
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Wire

@testable import RampartClient

@Suite("Following a server")
struct ServerTests {
    private static let user = EvaluationContext(targetingKey: "u")

    /// Runs a client of `server` for the time of `body`.
    private static func with(
        _ server: FlagServer,
        token: String? = nil,
        options change: (inout FlagClientOptions) -> Void = { _ in },
        _ body: @escaping @Sendable (FlagClient) async throws -> Void
    ) async throws {
        var options = FlagClientOptions()
        options.logger = .quiet
        options.pollInterval = .milliseconds(20)
        options.exposureInterval = .milliseconds(20)
        change(&options)
        let settled = options
        try await Loopback.serve(server.router()) { port in
            let client = try FlagClient(server: "http://127.0.0.1:\(port)/", token: token, options: settled)
            try await Self.run(client, body)
        }
    }

    private static func run(_ client: FlagClient, _ body: (FlagClient) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            defer { group.cancelAll() }
            try await body(client)
        }
    }

    @Test("The flags arrive, and each change that the stream tells of", arguments: ["flag_updated", "flag_deleted", "reset"])
    func live(event: String) async throws {
        let server = FlagServer(token: "secret")
        server.put([.on("f")])
        // Only the stream can bring it.
        try await Self.with(server, token: "secret", options: { $0.pollInterval = .seconds(3600) }) { client in
            #expect(await client.ready(within: .seconds(60)))
            try await until("the stream is there") { server.streams == 1 && server.unchanged > 0 }
            #expect(client.state.freshness == .fresh && client.boolean("f", default: false, for: Self.user))
            let updates = client.updates()
            server.put([Flag(key: "f")], telling: event)
            try await until("killed") { !client.boolean("f", default: true, for: Self.user) }
            #expect(await updates.first { _ in true } == .changed("f"))
            #expect(client.state.revision == "2-0")
        }
    }

    @Test("Without a stream it is asked from time to time, and answers that nothing is new")
    func polling() async throws {
        let server = FlagServer()
        server.removeStream()
        server.put([.on("f")])
        try await Self.with(server) { client in
            #expect(await client.ready(within: .seconds(60)))
            try await until("nothing new") { server.unchanged > 2 }
            server.put([Flag(key: "f")])
            try await until("killed") { !client.boolean("f", default: true, for: Self.user) }
            #expect(client.state.freshness == .fresh)
        }
    }

    @Test("A stream that ended is opened again, after the last event, and what it missed is fetched")
    func resume() async throws {
        let server = FlagServer()
        server.put([.on("f")])
        try await Self.with(server, options: { $0.pollInterval = .seconds(3600) }) { client in
            try await until("the stream is there") { server.streams == 1 && server.unchanged > 0 }
            server.put([.on("f"), .on("g")])
            try await until("g is in") { client.keys == ["f", "g"] }
            server.hangUp()
            server.put([.on("f")], telling: nil)
            try await until("g is gone") { client.keys == ["f"] }
            try await until("the stream is there again") { server.streams == 1 }
            #expect(server.lastIDs.count >= 2 && server.lastIDs.last == "2-0")
        }
    }

    @Test(
        "What it cannot use changes nothing: the last flags stay, stale, until it is well again",
        arguments: [
            (500, "oops"), (200, "{"), (200, #"{"flags":[{}],"segments":[]}"#), (404, ""), (401, ""), (200, "[]"),
        ]
    )
    func trouble(status: Int, body: String) async throws {
        let server = FlagServer()
        server.put([.on("f")])
        try await Self.with(server) { client in
            // Ready is before fresh: the stream may not be there yet.
            try await until("fresh") { client.state.freshness == .fresh }
            server.override((status, body))
            server.put([Flag(key: "f")])
            try await until("stale") { client.state.freshness == .stale && client.state.fault?.isEmpty == false }
            #expect(client.boolean("f", default: false, for: Self.user))
            server.override(nil)
            try await until("well again") { client.state.freshness == .fresh && client.state.fault == nil }
            try await until("the change is in") { !client.boolean("f", default: true, for: Self.user) }
        }
    }

    @Test("A wrong token is said, and serves defaults")
    func token() async throws {
        let server = FlagServer(token: "secret")
        try await Self.with(server, token: "wrong") { client in
            try await until("refused") { client.state.fault?.contains("refuses the token") == true }
            #expect(client.state.freshness == .notReady && client.boolean("f", default: true, for: Self.user))
        }
    }

    @Test("A server that goes away and comes back on its port is followed on")
    func comesBack() async throws {
        let server = FlagServer()
        server.put([.on("f")])
        var options = FlagClientOptions()
        options.logger = .quiet
        options.pollInterval = .milliseconds(20)
        let place = Mutex<(client: FlagClient, port: Int)?>(nil)
        let settled = options
        try await Loopback.serve(server.router()) { port in
            let client = try FlagClient(server: "http://127.0.0.1:\(port)", options: settled)
            place.withLock { $0 = (client, port) }
        }
        let (client, port) = try #require(place.withLock { $0 })
        try await Self.run(client) { client in
            try await until("away") { client.state.fault != nil }
            #expect(client.state.freshness == .notReady)
            try await Loopback.serve(server.router(), port: port) { _ in
                try await until("there") { client.state.freshness == .fresh }
            }
            try await until("away again") { client.state.freshness == .stale }
            #expect(client.boolean("f", default: false, for: Self.user))
        }
    }

    @Test("Exposures arrive in batches; what is refused for now is tried again, what is refused is let go")
    func exposures() async throws {
        let server = FlagServer(token: "secret")
        server.put([.on("f") { $0.rolloutEntry = "e1" }])
        server.refuse([503, 404])
        try await Self.with(server, token: "secret") { client in
            #expect(await client.ready(within: .seconds(60)))
            // 503 and then 404: gone.
            client.exposed(to: "f", for: EvaluationContext(targetingKey: "lost"))
            try await until("both refusals are used up") { server.refusalsLeft == 0 }
            for number in 0..<1500 { client.exposed(to: "f", for: EvaluationContext(targetingKey: "u\(number)")) }
            try await until("all are there") { server.batches.reduce(0) { $0 + ($1.array?.count ?? 0) } == 1500 }
            let events = server.batches.flatMap { $0.array ?? [] }
            #expect(server.batches.allSatisfy { ($0.array?.count ?? 0) <= 1000 })
            #expect(Set(events.compactMap { $0["userId"]?.string }) == Set((0..<1500).map { "u\($0)" }))
            let names = ["type", "flagKey", "userId", "variant", "arm", "entry", "timestamp", "eventId"]
            #expect(events.allSatisfy { $0.members?.map(\.name) == names && $0["type"]?.string == "exposure" })
        }
    }

    @Test("At a clean end the exposures that are left are sent, and the flags are kept")
    func cleanEnd() async throws {
        let folder = try TemporaryFolder()
        let file = SnapshotFile(path: folder.path + "/flags")
        let server = FlagServer()
        server.put([.on("f")])
        try await Loopback.serve(server.router()) { port in
            var options = FlagClientOptions()
            options.logger = .quiet
            options.exposureInterval = .seconds(3600)
            options.snapshotFile = file.path
            let client = try FlagClient(server: "http://127.0.0.1:\(port)", options: options)
            let group = ServiceGroup(services: [client], logger: .quiet)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                #expect(await client.ready(within: .seconds(60)))
                client.exposed(to: "f", for: Self.user)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            #expect(server.batches.count == 1)
            #expect(try file.load()?.keys == ["f"])
            await #expect(throws: FlagClientFault.self) { try await client.run() }
        }
    }

    @Test("A queue that is full lets the newest go and counts them")
    func fullQueue() {
        let queue = ExposureQueue(limit: 3)
        let bench = ClientBench([.on("f")])
        for number in 0..<5 { bench.client.exposed(to: "f", for: EvaluationContext(targetingKey: "\(number)")) }
        for exposure in bench.exposures.all { queue.add(exposure) }
        #expect(queue.take(2).map(\.userId) == ["0", "1"] && queue.take(2).map(\.userId) == ["2"])
        #expect(queue.takeDropped() == 2 && queue.takeDropped() == 0)
    }

    @Test(
        "A URL or a token that cannot be used is refused at once",
        arguments: [
            ("", nil), ("rampart.example.com", nil), ("ftp://x", nil), ("https://x/?a=b", nil), ("https://x", "a\r\nb"),
        ]
    )
    func refused(url: String, token: String?) {
        #expect(throws: FlagClientFault.self) { try FlagClient(server: url, token: token) }
        #expect(throws: FlagClientFault.self) { try FlagClient(redis: "http://\(url)") }
    }
}
