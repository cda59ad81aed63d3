/// Three nodes that share the slots out, all knowing each other.
struct Cluster: Sendable {
    let nodes: [RedisServer]

    /// Starts them and returns when each of them serves.
    init(in group: RedisGroup) async throws {
        var nodes: [RedisServer] = []
        var buses: [Int] = []
        for number in 0..<3 {
            var bus = 0
            let node = try await group.start("node\(number)") { _ in
                bus = try Socket.freePort()
                return ["--cluster-enabled", "yes", "--cluster-port", "\(bus)"]
            }
            nodes.append(node)
            buses.append(bus)
        }
        let bounds = [0, 5461, 10_923, 16_384]
        for (number, node) in nodes.enumerated() {
            try node("CLUSTER", "SET-CONFIG-EPOCH", "\(number + 1)")
            try node("CLUSTER", "ADDSLOTSRANGE", "\(bounds[number])", "\(bounds[number + 1] - 1)")
            if number > 0 { try node("CLUSTER", "MEET", "127.0.0.1", "\(nodes[0].port)", "\(buses[0])") }
        }
        self.nodes = nodes
        for node in nodes {
            try await eventually("a node knows all and serves") {
                let lines = try node("CLUSTER", "NODES").text?.split(separator: "\n") ?? []
                return try lines.count == 3 && node("CLUSTER", "INFO").text?.contains("cluster_state:ok") == true
            }
        }
    }

    /// The node that serves `key`.
    func owner(of key: String) throws -> RedisServer {
        for node in nodes {
            if case .error = node.attempt("EXISTS", key) { continue }
            return node
        }
        throw Failure("no node serves \(key)")
    }
}
