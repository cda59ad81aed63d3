/// The Redis of one run: a primary with a replica and three sentinels, or one server; each server behind a faulty proxy.
final class RedisSite: Sendable {
    /// Which of them.
    enum Mode: String, CaseIterable, Sendable {
        case sentinel
        case alone
    }

    let mode: Mode
    /// Servers of data, the first primary first.
    let nodes: [RedisNode]
    let sentinels: [RedisNode]

    init(_ mode: Mode, in scratch: ScratchFolder) async throws {
        self.mode = mode
        let first = try RedisNode("redis-a", in: scratch, RedisNode.durable)
        guard mode == .sentinel else {
            nodes = [first]
            sentinels = []
            try await first.start()
            return
        }
        let replication = ["replicaof 127.0.0.1 \(first.port)"]
        let second = try RedisNode("redis-b", in: scratch, RedisNode.durable + replication)
        nodes = [first, second]
        var sentinels: [RedisNode] = []
        for number in 0..<3 {
            sentinels.append(
                try RedisNode(
                    "sentinel-\(number)",
                    in: scratch,
                    isSentinel: true,
                    [
                        "sentinel monitor main 127.0.0.1 \(first.port) 2", "sentinel down-after-milliseconds main 700",
                        "sentinel failover-timeout main 4000",
                    ]
                )
            )
        }
        self.sentinels = sentinels
        try await first.start()
        try await second.start()
        try await eventually("the replica has its data", within: .seconds(60)) {
            second.info("replication", "master_link_status") == "up"
        }
        for sentinel in sentinels {
            try await sentinel.start()
            // Four times the publish period after it was seen as a primary, a replica is made one again: no sooner than a
            // promotion is noticed, which takes a second.
            sentinel.send(
                "SENTINEL DEBUG info-period 200 ask-period 200 publish-period 500 ping-period 200 election-timeout 2000"
                    .split(separator: " ").map(String.init)
            )
        }
        try await eventually("the site is whole", within: .seconds(60)) { isWhole }
    }

    /// The `redis` entry of a configuration.
    var settings: String {
        switch mode {
        case .alone: #"{ "url": "redis://127.0.0.1:\#(nodes[0].port)", "alertAfter": "2s" }"#
        case .sentinel:
            """
            { "sentinel": { "primary": "main", "sentinels": [\
            \(sentinels.map { "\"127.0.0.1:\($0.port)\"" }.joined(separator: ", "))] }, \
            "minReplicaAcks": 1, "alertAfter": "2s" }
            """
        }
    }

    /// The server that most sentinels call the primary, and that agrees.
    var primary: RedisNode? {
        guard mode == .sentinel else { return nodes.first { $0.isRunning } }
        let ports = sentinels.compactMap { primaryPort($0) }
        let named = nodes.first { node in ports.count { $0 == node.port } >= 2 }
        return named?.role.first?.text == "master" ? named : nil
    }

    /// Every server that is not the primary.
    func replica(of primary: RedisNode) -> RedisNode? { nodes.first { $0 !== primary } }

    private func primaryPort(_ sentinel: RedisNode) -> Int? {
        let answer = sentinel.send("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main")?.list ?? []
        return answer.count == 2 ? answer[1].text.flatMap { Int($0) } : nil
    }

    /// Whether everything is up, linked, of one mind, and on disk: one fault more is one fault.
    var isWhole: Bool {
        guard let primary else { return false }
        guard mode == .sentinel else { return true }
        guard let replica = replica(of: primary), sentinels.allSatisfy({ primaryPort($0) == primary.port }) else { return false }
        let link = replica.role
        guard link.count > 3, link[0].text == "slave", link[2].text == String(primary.port), link[3].text == "connected",
            primary.info("replication", "slave0")?.contains("state=online") == true
        else { return false }
        // After a full synchronisation the replica's file is written anew: killed before, it would come back with the old one.
        return nodes.allSatisfy { node in
            node.info("persistence", "aof_rewrite_in_progress") == "0"
                && node.info("persistence", "aof_rewrite_scheduled") == "0" && node.info("persistence", "loading") == "0"
        }
            && sentinels.allSatisfy { sentinel in
                let known = sentinel.send("SENTINEL", "MASTER", "main")?.fields ?? [:]
                return known["flags"] == "master" && known["num-slaves"] == "1" && known["num-other-sentinels"] == "2"
            }
    }

    /// Everything up and passing.
    func heal() async throws {
        for node in nodes + sentinels {
            node.network?.behave(.pass)
            node.release()
            try await node.start()
        }
        try await eventually("the site is whole again", within: .seconds(120)) { isWhole }
    }

    /// Ends it all.
    func end() async {
        for node in sentinels + nodes {
            node.network?.stop()
            node.release()
            await node.kill()
        }
    }
}
