import Glibc
import Testing

@Suite struct ReplicaTests {
    /// With `minReplicaAcks`, an order that protects says how many replicas have it; one that hangs neither stops the order
    /// nor is counted.
    @Test func anOrderThatProtectsSaysHowManyReplicasHaveIt() async throws {
        try await World.with { world in
            try await RedisGroup.with(in: world.folder) { group in
                let primary = try await group.start("primary") { _ in ["--repl-diskless-sync-delay", "0"] }
                let replica = try await group.start("replica") { _ in ["--replicaof", "127.0.0.1", "\(primary.port)"] }
                try await eventually("the replica has its data") {
                    try replica("INFO", "replication").text?.contains("master_link_status:up") == true
                }
                try world.folder.write(
                    #"{ "redis": { "url": "redis://\#(primary.address)", "minReplicaAcks": 1 } }"#,
                    to: "rampart.json"
                )
                for flag in ["cart", "search"] { try world.plan(PlanText.steps(flag, minutes: 6000), as: "\(flag).json") }
                _ = try await world.controller(
                    arguments: ["--redis", "redis://\(primary.address)", "--config", "rampart.json"]
                )
                let (view, copy) = (RolloutView(server: primary), RolloutView(server: replica))
                for flag in ["cart", "search"] { try await view.flag(flag, has: "5") }

                func order(_ order: String, _ flag: String) async throws -> String {
                    let done = try await world.finished(
                        order,
                        flag,
                        "--reason",
                        "harm",
                        "--json",
                        "--config",
                        "rampart.json"
                    )
                    #expect(done.end == .exit(0), "\(done.errors)")
                    return done.output
                }
                #expect(Said.number("replicas", in: try await order("kill", "cart")) == 1)
                #expect(copy.flag("cart", "enabled") == "0")
                #expect(Said.number("replicas", in: try await order("rollback", "search")) == 1)
                #expect(copy.flag("search", "rolloutPercentage") == "0")

                let restored = try await world.finished("restore", "cart", "--reason", "mended", "--config", "rampart.json")
                #expect(restored.end == .exit(0), "\(restored.errors)")
                replica.signal(SIGSTOP)
                #expect(Said.number("replicas", in: try await order("kill", "cart")) == 0)
                #expect(view.flag("cart", "enabled") == "0")
                #expect(view.rollout("cart", "phase") == "killed")
                replica.signal(SIGCONT)
                try await eventually("the replica hears of it") { copy.flag("cart", "enabled") == "0" }
            }
        }
    }
}
