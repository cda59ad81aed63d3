import Glibc
import Testing

/// Streams of the real program, of changes that others make in the real Redis.
@Suite struct LiveTests {
    private static let path = "/api/feature-flags/live"
    private static let upgrade = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    @Test func aKillReachesStreamsOfEveryKindAndTheyEndWithTheServer() async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("cart", minutes: 6000), as: "cart.json")
            let controller = try await world.controller()
            try await world.flag("cart", has: "5")
            let port = controller.port
            let events = try await Crowd(1, path: Self.path, port: port)
            let socket = try await Crowd(1, path: Self.path, headers: Self.upgrade, port: port)
            let evaluators = try await Crowd(1, path: "/ofrep/v1/events", port: port)
            let rollouts = try await Crowd(1, path: "/api/rollouts/live", port: port)
            try await socket.hear(#""type":"hello""#)
            for crowd in [events, evaluators, rollouts] { try await crowd.hear("retry: 2000\nid: ") }
            try await rollouts.hear("event: reading\ndata: {\"flag\":\"cart\",")

            let killed = try await world.finished("kill", "cart", "--reason", "seen by on-call", "--redis", world.redis.url)
            #expect(killed.end == .exit(0))
            let id = try #require(try world.log("cart").last { $0.kind == "kill" }?.id)
            try await events.hear("id: \(id)\nevent: flag_updated\ndata: {\"key\":\"cart\",\"revision\":\"\(id)\"}\n\n")
            try await socket.hear(#"{"type":"flag_updated","id":"\#(id)","key":"cart","revision":"\#(id)"}"#)
            try await evaluators.hear("id: \(id)\nevent: message\ndata: {\"type\":\"refetchEvaluation\",\"etag\":\"\(id)\"}\n\n")
            try await rollouts.hear(
                "id: \(id)\nevent: transition\ndata: {\"revision\":\"\(id)\",\"kind\":\"kill\",\"flag\":\"cart\","
            )

            controller.program.signal(SIGTERM)
            #expect(try await controller.program.ending(within: .seconds(60)) == .exit(0))
            for crowd in [events, socket, evaluators, rollouts] {
                try await crowd.end()
                crowd.leave()
            }
        }
    }

    @Test func whoComesBackMissesNothingAndIsToldWhenTheLogIsTooShort() async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("cart", minutes: 6000), as: "cart.json")
            let first = try await world.controller()
            try await world.flag("cart", has: "5")
            let known = try #require(try world.log("cart").last?.id)
            // The server that it comes back to was not there when it left.
            first.program.signal(SIGTERM)
            #expect(try await first.program.ending() == .exit(0))
            for order in ["kill", "restore"] {
                let done = try await world.finished(order, "cart", "--reason", "a look", "--redis", world.redis.url)
                #expect(done.end == .exit(0))
            }
            let last = try #require(try world.log("cart").last?.id)
            let second = try await world.controller()
            let back = try await Crowd(1, path: Self.path, headers: ["Last-Event-ID: \(known)"], port: second.port)
            try await back.hear("id: \(last)\nevent: flag_updated\ndata: {\"key\":\"cart\"")
            back.leave()
            try world.redis("XTRIM", "flags:log", "MINID", last)
            let late = try await Crowd(1, path: Self.path, headers: ["Last-Event-ID: \(known)"], port: second.port)
            try await late.hear("event: reset\ndata: {\"revision\":\"")
            late.leave()
        }
    }

    /// Five thousand listen; a change reaches each of them, an order still gets through, and when they are gone so is what
    /// they cost.
    @Test(.timeLimit(.minutes(10)))
    func fiveThousandListen() async throws {
        var files = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        unsafe getrlimit(kind, &files)
        files.rlim_cur = files.rlim_max
        unsafe setrlimit(kind, &files)
        // Each connection has an end in this process; what a machine forbids cannot be tried on it.
        let count = min(5000, Int(clamping: files.rlim_cur) - 1000)
        try #require(count >= 1000, "this machine allows \(files.rlim_cur) open files only; raise it with ulimit -n")
        try await World.with { world in
            try world.plan(PlanText.steps("cart", minutes: 6000), as: "cart.json")
            let controller = try await world.controller()
            try await world.flag("cart", has: "5")
            let crowd = try await Crowd(count, path: Self.path, port: controller.port)
            try await crowd.hear("retry: 2000\nid: ", within: .seconds(60))
            let killed = try await world.finished(
                "kill",
                "cart",
                "--reason",
                "before a crowd",
                "--server",
                "http://127.0.0.1:\(controller.port)"
            )
            #expect(killed.end == .exit(0), "\(killed.errors)")
            let id = try #require(try world.log("cart").last { $0.kind == "kill" }?.id)
            try await crowd.hear("id: \(id)\nevent: flag_updated\ndata: {\"key\":\"cart\"", within: .seconds(60))
            let memory = try controller.program.residentBytes()
            #expect(memory < (500 << 20) * Programs.memoryFactor, "\(memory >> 20) MiB for \(count) streams")
            crowd.leave()
            try await eventually("the connections are let go") { try controller.program.openFiles() < 200 }
        }
    }
}
