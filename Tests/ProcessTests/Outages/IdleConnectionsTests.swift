import Glibc
import Testing

@Suite struct IdleConnectionsTests {
    private static let count = 10_000

    /// Ten thousand connections that say nothing: an order still gets through, and when they are gone so is what they cost.
    @Test(.timeLimit(.minutes(10)))
    func tenThousandIdleConnectionsKeepNobodyOut() async throws {
        var files = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        unsafe getrlimit(kind, &files)
        files.rlim_cur = files.rlim_max
        unsafe setrlimit(kind, &files)
        // Each connection has an end in this process; what a machine forbids cannot be tried on it.
        let count = min(Self.count, Int(clamping: files.rlim_cur) - 1000)
        try #require(count >= 1000, "this machine allows \(files.rlim_cur) open files only; raise it with ulimit -n")
        try await World.with { world in
            try world.plan(PlanText.steps("cart"), as: "cart.json")
            let controller = try await world.controller()
            try await world.flag("cart", has: "5")
            let idle = await Self.connections(count, to: controller.port)
            #expect(idle.count == count)
            let killed = try await world.finished(
                "kill",
                "cart",
                "--reason",
                "from behind a crowd",
                "--server",
                "http://127.0.0.1:\(controller.port)"
            )
            #expect(killed.end == .exit(0), "\(killed.errors)")
            #expect(world.redis.attempt("HGET", "flags:cart", "enabled")?.text == "0")
            let memory = try controller.program.residentBytes()
            #expect(memory < (400 << 20) * Programs.memoryFactor, "\(memory >> 20) MiB for \(count) connections")
            for descriptor in idle { close(descriptor) }
            try await eventually("the connections are let go") { try controller.program.openFiles() < 200 }
            let restored = try await world.finished("restore", "cart", "--reason", "quiet again", "--redis", world.redis.url)
            #expect(restored.end == .exit(0))
        }
    }

    /// Connections that were taken; a thread of its own makes them, since the last ones wait for their place.
    private static func connections(_ count: Int, to port: Int) async -> [Int32] {
        await withCheckedContinuation { continuation in
            Background.start {
                var descriptors: [Int32] = []
                while descriptors.count < count, let descriptor = Socket.connect(port: port) { descriptors.append(descriptor) }
                continuation.resume(returning: descriptors)
            }
        }
    }
}
