/// One node's picture of its cluster: who serves which slots.
struct ClusterView: Equatable {
    typealias Endpoint = RedisLocation.Endpoint

    /// Nodes that are remembered; a cluster may have a thousand, of which any knows the others.
    static let maximumNodes = 32

    private struct Range: Equatable {
        let slots: ClosedRange<Int>
        let owner: Endpoint
    }

    /// The nodes, each once: those that serve slots before their replicas.
    let nodes: [Endpoint]
    private let ranges: [Range]

    /// Reads the answer of CLUSTER SLOTS; `nil` when it is none.
    ///
    /// - Parameters:
    ///   - id: the answer of CLUSTER MYID, by which the node finds itself among the others.
    ///   - endpoint: how the node was reached; it may go by another address among the others, or know none of its own.
    init?(slots reply: RedisReply, id: RedisReply, seenFrom endpoint: Endpoint) {
        guard let entries = reply.array else { return nil }
        var ranges: [Range] = []
        var replicas: [Endpoint] = []
        for entry in entries {
            guard let parts = entry.array, parts.count >= 3, let first = parts[0].integer, let last = parts[1].integer,
                first <= last
            else { return nil }
            let nodes = parts.dropFirst(2).map { Self.node($0, id: id, seenFrom: endpoint) }
            if let owner = nodes.first ?? nil { ranges.append(Range(slots: first...last, owner: owner)) }
            replicas += nodes.dropFirst().compactMap { $0 }.prefix(Self.maximumNodes)
        }
        var nodes: [Endpoint] = []
        for node in ranges.map(\.owner) + replicas where nodes.count < Self.maximumNodes && !nodes.contains(node) {
            nodes.append(node)
        }
        self.nodes = nodes
        self.ranges = ranges
    }

    /// Who serves `slot`; `nil` when nobody does.
    func owner(of slot: Int) -> Endpoint? {
        ranges.first { $0.slots.contains(slot) }?.owner
    }

    private static func node(_ reply: RedisReply, id: RedisReply, seenFrom endpoint: Endpoint) -> Endpoint? {
        guard let parts = reply.array, parts.count >= 2, let port = parts[1].integer else { return nil }
        if parts.count >= 3, let name = parts[2].string, name == id.string { return endpoint }
        return ClusterAddress.endpoint(host: parts[0].string, port: port, seenFrom: endpoint)
    }
}

/// How the nodes of a cluster name each other.
enum ClusterAddress {
    /// A node that knows no host for another (empty, null or `?`) means the host under which it was reached itself.
    static func endpoint(host: String?, port: Int, seenFrom endpoint: RedisLocation.Endpoint) -> RedisLocation.Endpoint? {
        if let host, !host.isEmpty, host != "?" { return RedisAddress(answered: host, port: port)?.endpoint }
        guard case .tcp(let own, _) = endpoint else { return nil }
        return RedisAddress(answered: own, port: port)?.endpoint
    }
}
