import Redis
package import Wire

/// One entry of the log.
package struct LogEntry: Sendable, Equatable {
    /// Its id, which is a revision.
    package var id: String
    /// The flag that it is about; empty for none.
    package var flag: String
    /// Its kind.
    package var kind: String
    /// What it says.
    package var event: JSON

    /// An entry as it stands in the log.
    package init(id: String, flag: String, kind: String, event: JSON) {
        self.id = id
        self.flag = flag
        self.kind = kind
        self.event = event
    }
}

extension RolloutStore {
    /// The id of the newest entry; `0-0` of an empty log.
    package func newestRevision() async throws(StoreFault) -> String {
        let reply = try await send(RedisCommand("XREVRANGE", .text(names.log), "+", "-", "COUNT", 1))
        return Self.entries(reply).first?.id ?? "0-0"
    }

    /// Entries after `revision`, at most `limit`, oldest first.
    package func log(after revision: String, limit: Int = 1000) async throws(StoreFault) -> [LogEntry] {
        let reply = try await send(
            RedisCommand("XRANGE", .text(names.log), "(\(revision)", "+", "COUNT", .integer(limit))
        )
        return Self.entries(reply)
    }

    /// Appends what concerns a file of the plan directory; `false` where that fault is known already.
    ///
    /// - Parameter digest: tells one fault of `file` from another; empty when it is mended.
    package func notice(
        kind: String,
        flag: String,
        event: JSON,
        file: String,
        digest: String,
        token: String
    ) async throws(StoreFault) -> Bool {
        let parts =
            try await run(
                LeaseScript.notice,
                keys: [names.leader, names.log, names.planFaults],
                [.text(token), .text(kind), .text(flag), .text(event.text), .text(file), .text(digest)]
            ).strings ?? []
        return parts.first == "ok"
    }

    /// The faults of plan files that are logged already: file to digest.
    package func planFaults() async throws(StoreFault) -> [String: String] {
        try await send(RedisCommand("HGETALL", .text(names.planFaults))).map ?? [:]
    }

    static func entries(_ reply: RedisReply) -> [LogEntry] {
        (reply.array ?? []).compactMap { element in
            guard let parts = element.array, parts.count == 2, let id = parts[0].string, let fields = parts[1].map
            else {
                return nil
            }
            let limits = JSONLimits(maxBytes: 8 << 20, maxDepth: 64, duplicates: .keep)
            let event = (try? JSON.parse(fields["event"] ?? "", limits: limits)) ?? JSON(.null)
            return LogEntry(id: id, flag: fields["flag"] ?? "", kind: fields["kind"] ?? "", event: event)
        }
    }
}

extension RolloutStore {
    /// The log's entries about `flag`, newest first; those that were trimmed are left out.
    package func history(_ flag: String, limit: Int) async throws(StoreFault) -> [LogEntry] {
        let ids =
            try await send(
                RedisCommand("LRANGE", .text(names.history(flag)), 0, .integer(max(0, limit - 1)))
            ).strings ?? []
        let replies = try await pipeline(
            ids.map { RedisCommand("XRANGE", .text(names.log), .text($0), .text($0)) }
        )
        return replies.flatMap { Self.entries($0) }
    }
}
