import Redis
import Wire

extension RolloutStore {
    /// Makes sure that `channel` has a place of its own in the log; a new channel hears from now on, one that was known
    /// goes on where it was.
    package func openChannel(_ channel: String) async throws(StoreFault) {
        try await open(channel, wasOpen: false)
    }

    /// Gives `channels` a place at the beginning of a log that has begun anew, before anything is written to it: whoever
    /// opened one later would miss that. One that has a place keeps it.
    package func placeChannels(_ channels: some Sequence<String>) async throws(StoreFault) {
        for channel in channels { try await open(channel, wasOpen: true) }
    }

    /// What `channel` has not acknowledged: delivered before first, then new, in order.
    ///
    /// - Parameter lost: is told the ids of what can never be delivered, since it went from the log before it was; these
    ///   are kept aside like parked ones.
    package func undelivered(
        _ channel: String,
        limit: Int,
        lost: ([String]) -> Void = { _ in }
    ) async throws(StoreFault) -> [LogEntry] {
        // However many are lost, what stands behind them is not held up for ever by one look.
        for _ in 0..<Self.lostRounds {
            let before = try await read(channel, from: "0", limit: limit)
            if !before.lost.isEmpty {
                try await setAside(channel, ids: before.lost, reason: "it went from the log before it was delivered")
                lost(before.lost)
            }
            if !before.entries.isEmpty { return before.entries }
            guard before.lost.isEmpty else { continue }
            guard try await !read(channel, from: ">", limit: limit).entries.isEmpty else { return [] }
            // A leader before or after this one may have read between the two looks: what it was given comes first.
            return try await read(channel, from: "0", limit: limit).entries
        }
        return []
    }

    /// `channel` has taken the entry `id`.
    package func acknowledge(_ channel: String, id: String) async throws(StoreFault) {
        try await allDone([acknowledgement(channel, ids: [id]), placing(channel, at: id)])
    }

    /// `channel` will never take the entry `id`: it is kept aside, the last thousand of them, and acknowledged.
    package func park(_ channel: String, id: String, reason: String) async throws(StoreFault) {
        try await setAside(channel, ids: [id], reason: reason)
        _ = try await send(placing(channel, at: id))
    }

    // MARK: - Reading

    /// How many batches of lost entries one look sets aside.
    private static let lostRounds = 32

    private func read(_ channel: String, from id: String, limit: Int) async throws(StoreFault) -> (
        entries: [LogEntry], lost: [String]
    ) {
        // One consumer a channel: what a dead leader left pending is the next one's at once.
        let command = RedisCommand(
            "XREADGROUP",
            "GROUP",
            .text(Self.group(channel)),
            "leader",
            "COUNT",
            .integer(limit),
            "STREAMS",
            .text(names.log),
            .text(id)
        )
        let reply: RedisReply
        do throws(StoreFault) {
            reply = try await send(command)
        } catch {
            // The log was lost with its groups: begin anew, rather than be silent for ever.
            guard error.description.contains("NOGROUP") else { throw error }
            try await open(channel, wasOpen: true)
            return ([], [])
        }
        let elements = reply.array?.first?.array?.last ?? .null
        // What is pending and no longer in the log has an id, and nothing in place of its fields.
        let lost = (elements.array ?? []).compactMap { element -> String? in
            guard let parts = element.array, parts.count == 2, parts[1] == .null else { return nil }
            return parts[0].string
        }
        return (Self.entries(elements), lost)
    }

    // MARK: - Places

    /// Gives `channel` its group again. Where it had got to is remembered beside the log, so that a group that was lost
    /// goes on from there; where that is lost as well, a channel that was open hears all of the log, which has begun anew.
    private func open(_ channel: String, wasOpen: Bool) async throws(StoreFault) {
        let replies = try await pipeline([
            RedisCommand("HGET", .text(names.channels), .text(Self.place(channel))),
            RedisCommand("XREVRANGE", .text(names.log), "+", "-", "COUNT", 1),
        ])
        for case .error(let error) in replies { throw StoreFault(RedisFault(server: error)) }
        let newest = replies.last.flatMap { Self.entries($0).first?.id } ?? Self.beginning
        let start: String
        if let place = replies.first?.string, let reached = Revision(place) {
            // A log that ends before the place is another one.
            start = Revision(newest).map { reached <= $0 } ?? false ? place : Self.beginning
        } else {
            start = wasOpen ? Self.beginning : newest
        }
        do throws(StoreFault) {
            _ = try await send(
                RedisCommand("XGROUP", "CREATE", .text(names.log), .text(Self.group(channel)), .text(start), "MKSTREAM")
            )
        } catch {
            guard !error.description.contains("BUSYGROUP") else { return }
            throw error
        }
        _ = try await send(placing(channel, at: start))
    }

    private func setAside(_ channel: String, ids: [String], reason: String) async throws(StoreFault) {
        var commands = ids.map { id in
            RedisCommand(
                "XADD",
                .text(names.parked(channel)),
                "MAXLEN",
                "~",
                "1000",
                "*",
                "entry",
                .text(id),
                "reason",
                .text(reason)
            )
        }
        commands.append(acknowledgement(channel, ids: ids))
        try await allDone(commands)
    }

    private func acknowledgement(_ channel: String, ids: [String]) -> RedisCommand {
        RedisCommand([.text("XACK"), .text(names.log), .text(Self.group(channel))] + ids.map { .text($0) })
    }

    private func placing(_ channel: String, at id: String) -> RedisCommand {
        RedisCommand("HSET", .text(names.channels), .text(Self.place(channel)), .text(id))
    }

    private func allDone(_ commands: [RedisCommand]) async throws(StoreFault) {
        for case .error(let error) in try await pipeline(commands) { throw StoreFault(RedisFault(server: error)) }
    }

    private static let beginning = "0-0"

    private static func group(_ channel: String) -> String { "alert:\(channel)" }

    private static func place(_ channel: String) -> String { "place:\(channel)" }
}

extension Names {
    /// What is known of alert channels beside the log: `place:<channel>`, the last id that it acknowledged, and
    /// `unclaimed:<channel>`, since when no leader has had it in its configuration.
    package var channels: String { "\(prefix)alerts:channels" }
}
