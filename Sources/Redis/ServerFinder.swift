internal import Synchronization

/// Finds the server to work with: the one of the location, the primary that the sentinels name, or the node of a cluster
/// that serves the client's slot.
final class ServerFinder: Sendable {
    let options: RedisOptions
    private let connector: Connector
    private let panel: SentinelPanel?
    private let memory: Mutex<ClusterMemory>

    init(connector: Connector) {
        options = connector.options
        self.connector = connector
        panel = options.sentinel.map { SentinelPanel($0, connector: connector) }
        memory = Mutex(ClusterMemory(seeds: [options.location.endpoint] + options.seeds.map(\.endpoint)))
    }

    /// A connection to the server, logged in and ready.
    ///
    /// - Throws: see `Connector.open(at:)`; also `unreachable` when it is not known which server it is.
    func open() async throws(RedisFault) -> OpenConnection {
        if let panel { try await openPrimary(panel) } else { try await openNode() }
    }

    /// A connection to a node that another one named.
    func open(at endpoint: RedisLocation.Endpoint) async throws(RedisFault) -> OpenConnection {
        try await connector.open(at: endpoint)
    }

    /// The connection is the one on which the client works from now on.
    func use(_ open: OpenConnection) {
        memory.withLock { $0.connected(to: open.endpoint) }
    }

    /// Whether the connection in use was left for a node that is known.
    var hasMoved: Bool { memory.withLock { $0.hasMoved } }

    /// Where `error` sends its command; `nil` for other errors, and where sentinels rule.
    func redirection(_ error: RedisServerError) -> Redirection? {
        guard panel == nil else { return nil }
        return Redirection(error, seenFrom: memory.withLock { $0.current } ?? options.location.endpoint)
    }
}

// MARK: - Leaving

extension ServerFinder {
    /// Why the connection in use must be left after its server answered with `error`; `nil` when it need not be.
    func reasonToLeave(after error: RedisServerError) -> RedisFault? {
        if panel != nil {
            // Redis 6 puts the error of a script's command behind words of its own.
            guard error.prefix == "READONLY" || error.message.contains("-READONLY ") else { return nil }
            return .lost("its server is a replica now and takes no writes")
        }
        if error.prefix == "CLUSTERDOWN" {
            memory.withLock { memory in
                if let node = memory.current { memory.failed(node) }
            }
            return .lost("its node says that the cluster is down: \(error.message)")
        }
        guard let redirection = redirection(error), redirection.kind == .moved else { return nil }
        memory.withLock { $0.moved(redirection) }
        return .lost("slot \(redirection.slot) of the cluster has moved to \(redirection.endpoint)")
    }

    /// Whether the sentinels must be asked from time to time if `open` is still to the primary.
    var needsWatch: Bool { panel != nil }

    /// Asks the sentinels. An old primary that is cut off from them takes writes as before, and loses them.
    func reasonToLeave(_ open: OpenConnection) async -> RedisFault? {
        guard let panel, let current = open.primary, let successor = await panel.successor(of: current) else { return nil }
        return .lost("the sentinels name \(successor.address) as the primary instead of \(current.address)")
    }
}

// MARK: - Inside

extension ServerFinder {
    private func openPrimary(_ panel: SentinelPanel) async throws(RedisFault) -> OpenConnection {
        let answer = try await panel.primary()
        var open = try await connector.open(at: answer.address.endpoint)
        do throws(RedisFault) {
            try await PrimaryCheck.perform(on: open, deadline: .now.advanced(by: options.connectTimeout))
        } catch {
            open.close()
            throw error
        }
        open.primary = answer
        return open
    }

    private func openNode() async throws(RedisFault) -> OpenConnection {
        var (candidates, slot) = memory.withLock { ($0.candidates, $0.slot) }
        // Whoever was not reached in this time is further in front the next time.
        let end = ContinuousClock.now.advanced(by: options.connectTimeout * 2)
        var tried: [RedisLocation.Endpoint] = []
        var fault: RedisFault?
        while !candidates.isEmpty, fault == nil || ContinuousClock.now < end {
            let endpoint = candidates.removeFirst()
            guard !tried.contains(endpoint) else { continue }
            tried.append(endpoint)
            do throws(RedisFault) {
                let open = try await connector.open(at: endpoint)
                guard let view = open.cluster else {
                    // Without a view, a node is taken for the owner until it says otherwise; not in place of one that it names.
                    guard slot != nil, let fault else { return open }
                    open.close()
                    throw fault
                }
                memory.withLock { $0.learned(view) }
                guard let slot, view.owner(of: slot) != endpoint else { return open }
                open.close()
                if let owner = view.owner(of: slot) { candidates.insert(owner, at: 0) }
                fault = fault ?? unserved(slot, endpoint)
            } catch {
                if error.code == .cancelled { throw error }
                memory.withLock { $0.failed(endpoint) }
                fault = fault ?? error
            }
        }
        throw fault ?? .unreachable(nil)
    }

    private func unserved(_ slot: Int, _ endpoint: RedisLocation.Endpoint) -> RedisFault {
        RedisFault(
            .unreachable,
            "No node of the Redis cluster was found that serves slot \(slot); \(endpoint) was asked first. "
                + "Look at CLUSTER INFO and CLUSTER SLOTS."
        )
    }
}
