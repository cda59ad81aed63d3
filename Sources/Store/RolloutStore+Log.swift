package import Redis
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

/// What is new in the log.
package struct LogNews: Sendable, Equatable {
    /// Whether the log still has the entry that was known: where it has not, Redis forgot.
    package var isWhole: Bool
    /// The entries after the one asked for, oldest first.
    package var entries: [LogEntry]

    /// News as the log gives them.
    package init(isWhole: Bool, entries: [LogEntry]) {
        self.isWhole = isWhole
        self.entries = entries
    }
}

extension RolloutStore {
    /// Entries after `revision`, at most `limit`, and whether the log still has the entry `known`; one round trip.
    package func news(after revision: String, knowing known: String, limit: Int) async throws(StoreFault) -> LogNews {
        let replies = try await pipeline([
            RedisCommand("XRANGE", .text(names.log), "(\(revision)", "+", "COUNT", .integer(limit)),
            RedisCommand("XRANGE", .text(names.log), .text(Self.asked(known)), .text(Self.asked(known)), "COUNT", 1),
        ])
        for case .error(let error) in replies { throw StoreFault(RedisFault(server: error)) }
        let isWhole = Self.isBeginning(known) || replies.last?.array?.isEmpty == false
        return LogNews(isWhole: isWhole, entries: replies.first.map { Self.entries($0) } ?? [])
    }

    /// Those of `revisions` that the log has; read by pipelines of a thousand.
    package func holds(_ revisions: [String]) async throws(StoreFault) -> Set<String> {
        var held = Set(revisions.filter { Self.isBeginning($0) })
        let asked = revisions.filter { !Self.isBeginning($0) }
        for start in stride(from: 0, to: asked.count, by: 1000) {
            let part = asked[start..<min(asked.count, start + 1000)]
            let replies = try await pipeline(
                part.map { RedisCommand("XRANGE", .text(names.log), .text($0), .text($0), "COUNT", 1) }
            )
            for (revision, reply) in zip(part, replies) {
                if case .error(let error) = reply { throw StoreFault(RedisFault(server: error)) }
                if reply.array?.isEmpty == false { held.insert(revision) }
            }
        }
        return held
    }

    /// Before every entry: nothing that could be forgotten.
    private static func isBeginning(_ revision: String) -> Bool { revision.isEmpty || revision == "0-0" }

    private static func asked(_ revision: String) -> String { isBeginning(revision) ? "0-1" : revision }

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

    /// Appends what concerns a file of the plan directory, unless that fault is known already.
    ///
    /// - Parameters:
    ///   - digest: tells one fault of `file` from another; empty when it is mended.
    ///   - writer: the leader, but for what concerns nobody's plans and whoever sees it tells.
    package func notice(
        kind: String,
        flag: String,
        event: JSON,
        file: String,
        digest: String,
        by writer: Writer
    ) async throws(StoreFault) -> NoticeOutcome {
        let parts =
            try await run(
                LeaseScript.notice,
                keys: [names.leader, names.log, names.planFaults],
                [.text(writer.token), .text(kind), .text(flag), .text(event.text), .text(file), .text(digest)]
            ).strings ?? []
        switch parts.first {
        case "ok" where parts.count == 2: return .told(revision: parts[1])
        case "known": return .known
        case "lease": return .leaseLost
        default: throw StoreFault(.corrupt, "Redis answered a notice with something else than Rampart's script")
        }
    }

    /// The faults of plan files that are logged already: file to digest.
    package func planFaults() async throws(StoreFault) -> [String: String] {
        try await send(RedisCommand("HGETALL", .text(names.planFaults))).map ?? [:]
    }

    /// The entries of an answer of XRANGE; what is no entry is left out.
    package static func entries(_ reply: RedisReply) -> [LogEntry] {
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
