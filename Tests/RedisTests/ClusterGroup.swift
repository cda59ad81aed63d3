import Testing

@testable import Redis

/// Some nodes of a cluster on ports of their own, the slots shared out among the first of them.
final class ClusterGroup {
    /// A node, how it is reached, and its name among the others.
    struct Node {
        let server: RedisServer
        let address: RedisAddress
        let bus: Int
        let id: String

        fileprivate init(_ member: SentinelGroup.Member, bus: Int) async throws {
            server = member.server
            address = member.address
            self.bus = bus
            id = try await server.send("CLUSTER", "MYID").string ?? ""
        }
    }

    /// The slot of `{rampart}`, as CLUSTER KEYSLOT says it.
    static let slot = 14490

    private(set) var nodes: [Node] = []
    private let directory: TemporaryDirectory

    /// The node among the first three that serves `slot` at the beginning, and the one after it.
    var owner: Node { nodes[2] }
    var other: Node { nodes[0] }

    /// A cluster of three nodes for the time of `body`, all knowing each other.
    ///
    /// - Parameter replicates: whether a fourth node is a replica of the one that serves `slot`.
    static func with(replicates: Bool = false, _ body: (ClusterGroup) async throws -> Void) async throws {
        let group = try ClusterGroup()
        defer { group.stop() }
        try await group.start(replicates: replicates)
        try await body(group)
    }

    private init() throws {
        directory = try TemporaryDirectory()
    }

    private func start(replicates: Bool) async throws {
        for number in 0..<(replicates ? 4 : 3) {
            var bus = 0
            let member = try await SentinelGroup.start(in: directory, "node\(number)") { _ in
                bus = try freePort()
                return [
                    "--cluster-enabled", "yes", "--cluster-port", "\(bus)", "--cluster-node-timeout", "1000",
                    "--cluster-replica-validity-factor", "0",
                ]
            }
            nodes.append(try await Node(member, bus: bus))
        }
        let bounds = [0, 5000, 10000, 16384]
        for (number, node) in nodes.prefix(3).enumerated() {
            try await node.server.send("CLUSTER", "SET-CONFIG-EPOCH", .integer(number + 1))
            let slots = bounds[number]..<bounds[number + 1]
            try await node.server.send("CLUSTER", "ADDSLOTSRANGE", .integer(slots.lowerBound), .integer(slots.upperBound - 1))
        }
        for node in nodes.dropFirst() {
            try await node.server.send(
                "CLUSTER",
                "MEET",
                .text(nodes[0].address.host),
                .integer(nodes[0].address.port),
                .integer(nodes[0].bus)
            )
        }
        try await everyNode("knows all") {
            try await $0.send("CLUSTER", "NODES").string?.split(separator: "\n").count == self.nodes.count
        }
        if replicates {
            try await nodes[3].server.send("CLUSTER", "REPLICATE", .text(owner.id))
            try await eventually("the replica has its data") {
                try await self.nodes[3].server.send("INFO", "replication").string?.contains("master_link_status:up") == true
            }
            try await everyNode("knows the replica") { try await $0.send("CLUSTER", "NODES").string?.contains("slave") == true }
        }
        try await everyNode("serves") { try await $0.send("CLUSTER", "INFO").string?.contains("cluster_state:ok") == true }
    }

    /// Waits until a condition holds at each node.
    func everyNode(_ what: String, _ condition: (RedisServer) async throws -> Bool) async throws {
        for node in nodes {
            try await eventually("a node \(what)") { try await condition(node.server) }
        }
    }

    private func stop() {
        for node in nodes { node.server.kill() }
    }
}
