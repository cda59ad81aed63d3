/// A primary, its replica, and three sentinels that watch them impatiently.
struct Sentinels: Sendable {
    private let servers: [RedisServer]
    private let watchers: [RedisServer]

    /// Starts them all, and returns when everybody knows everybody.
    init(in group: RedisGroup) async throws {
        let primary = try await group.start("primary") { _ in ["--repl-diskless-sync-delay", "0"] }
        let replica = try await group.start("replica") { _ in
            ["--repl-diskless-sync-delay", "0", "--replicaof", "127.0.0.1", "\(primary.port)"]
        }
        servers = [primary, replica]
        try await eventually("the replica has its data") {
            try replica("INFO", "replication").text?.contains("master_link_status:up") == true
        }
        var watchers: [RedisServer] = []
        for number in 0..<3 {
            // One suffices to see that the primary is down, and the first sees it soonest: two that stood for election at once
            // would split the votes, and wait for long before the next.
            let settings = """
                sentinel monitor main 127.0.0.1 \(primary.port) 1
                sentinel down-after-milliseconds main \(1000 * (number + 1))
                sentinel failover-timeout main 3000

                """
            let watcher = try await group.startSentinel("sentinel\(number)", settings)
            // Unhurried, they look every ten seconds. Four publish periods after a promotion they would undo it, had they not
            // noticed it.
            let hurry = ["info-period", "ask-period", "ping-period"].flatMap { [$0, "200"] }
            try watcher.send(["SENTINEL", "DEBUG"] + hurry + ["publish-period", "500", "election-timeout", "1000"])
            watchers.append(watcher)
        }
        self.watchers = watchers
        for watcher in watchers {
            try await eventually("a sentinel knows everybody") {
                let known = try watcher("SENTINEL", "MASTER", "main").fields
                return known["num-other-sentinels"] == "2" && known["num-slaves"] == "1"
            }
        }
    }

    /// The sentinels' addresses as a JSON list.
    var addresses: String { "[\(watchers.map { "\"\($0.address)\"" }.joined(separator: ", "))]" }

    /// The server that most sentinels take for the primary; `nil` while they do not agree.
    var primary: RedisServer? {
        let named = watchers.compactMap { $0.attempt("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main")?.list.last?.text }
        return servers.first { server in named.count { $0 == "\(server.port)" } > watchers.count / 2 }
    }

    /// The server beside `primary`.
    func replica(of primary: RedisServer) throws -> RedisServer {
        guard let other = servers.first(where: { $0.port != primary.port }) else { throw Failure("there is no replica") }
        return other
    }
}
