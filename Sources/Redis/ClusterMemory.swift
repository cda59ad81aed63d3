/// What a client knows of the cluster that its server may belong to: which slot it works with, who serves it, and whom
/// else to ask. For a server without a cluster it holds that one alone. It does no I/O.
struct ClusterMemory {
    typealias Endpoint = RedisLocation.Endpoint

    private let seeds: [Endpoint]
    /// Those that were learnt and the seeds, the one to try first in front.
    private var nodes: [Endpoint]
    private var owner: Endpoint?
    /// The node of the last connection that was used.
    private(set) var current: Endpoint?
    /// The slot of the last redirection: a client works with one only.
    private(set) var slot: Int?
    /// Whether the owner changed since the last connection.
    private(set) var hasMoved = false

    init(seeds: [Endpoint]) {
        self.seeds = Self.once(seeds)
        nodes = self.seeds
    }

    /// Whom to try, each once, the likeliest first.
    var candidates: [Endpoint] {
        Self.once((owner.map { [$0] } ?? []) + nodes)
    }

    /// A node said who serves the slot.
    mutating func moved(_ redirection: Redirection) {
        slot = redirection.slot
        owner = redirection.endpoint
        hasMoved = true
    }

    /// A node could not be reached or cannot serve; the others come first now.
    mutating func failed(_ endpoint: Endpoint) {
        if owner == endpoint { owner = nil }
        guard let index = nodes.firstIndex(of: endpoint) else { return }
        nodes.append(nodes.remove(at: index))
    }

    /// A node told of the others. Seeds stay, in case that all of them go away together.
    mutating func learned(_ view: ClusterView) {
        let kept = nodes.filter { view.nodes.contains($0) || seeds.contains($0) }
        nodes = Self.once(kept + view.nodes)
    }

    /// A connection to `endpoint` is in use.
    mutating func connected(to endpoint: Endpoint) {
        owner = endpoint
        current = endpoint
        hasMoved = false
    }

    private static func once(_ endpoints: [Endpoint]) -> [Endpoint] {
        endpoints.indices.filter { !endpoints[..<$0].contains(endpoints[$0]) }.map { endpoints[$0] }
    }
}
