import Testing

@Suite struct ClusterRolloutTests {
    /// A rollout goes its whole way on a cluster, whichever of its nodes the URL names; without a hash tag, which would spread
    /// the names over the nodes, the start is refused.
    @Test func aClusterIsReachedByAnyOfItsNodes() async throws {
        try await World.with { world in
            try await RedisGroup.with(in: world.folder) { group in
                let cluster = try await Cluster(in: group)
                // One slot for all of them, so that two of the three nodes must send their callers on.
                let views = try cluster.nodes.enumerated().map { number, _ in
                    let prefix = "{rampart}:\(number == 0 ? "" : "\(number):")"
                    try world.folder.write(#"{ "redis": { "keyPrefix": "\#(prefix)" } }"#, to: "\(number).json")
                    return RolloutView(server: try cluster.owner(of: prefix), prefix: prefix)
                }
                try world.plan(PlanText.steps("cart", minutes: 12), as: "cart.json")
                for (number, node) in cluster.nodes.enumerated() {
                    _ = try await world.controller(
                        arguments: ["--redis", "redis://\(node.address)", "--config", "\(number).json"]
                    )
                }
                for view in views {
                    try await view.phase("cart", is: "completed")
                    #expect(try view.way("cart") == PlanText.wholeWay)
                }

                for (number, node) in cluster.nodes.enumerated() {
                    let url = "redis://\(node.address)"
                    let kill = try await world.finished(
                        "kill",
                        "cart",
                        "--reason",
                        "harm",
                        "--redis",
                        url,
                        "--config",
                        "\(number).json"
                    )
                    #expect(kill.end == .exit(0), "\(kill.errors)")
                    #expect(views[number].flag("cart", "enabled") == "0")
                    let refused = try await world.finished("run", "--port", "0", "--redis", url)
                    #expect(refused.end == .exit(3))
                    #expect(refused.errors.contains("cluster") && refused.errors.contains("set redis.keyPrefix"))
                }
            }
        }
    }
}
