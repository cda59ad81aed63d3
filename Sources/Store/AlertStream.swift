import Redis
import Wire

extension RolloutStore {
    /// Makes sure that `channel` has a place of its own in the log; a new channel hears from now on.
    package func openChannel(_ channel: String) async throws(StoreFault) {
        do throws(StoreFault) {
            _ = try await send(
                RedisCommand("XGROUP", "CREATE", .text(names.log), .text(Self.group(channel)), "$", "MKSTREAM")
            )
        } catch {
            guard !error.description.contains("BUSYGROUP") else { return }
            throw error
        }
    }

    /// What `channel` has not acknowledged: delivered before first, then new, in order.
    package func undelivered(_ channel: String, limit: Int) async throws(StoreFault) -> [LogEntry] {
        let before = try await read(channel, from: "0", limit: limit)
        if !before.isEmpty { return before }
        return try await read(channel, from: ">", limit: limit)
    }

    /// `channel` has taken the entry `id`.
    package func acknowledge(_ channel: String, id: String) async throws(StoreFault) {
        _ = try await send(RedisCommand("XACK", .text(names.log), .text(Self.group(channel)), .text(id)))
    }

    /// `channel` will never take the entry `id`: it is kept aside, the last thousand of them, and acknowledged.
    package func park(_ channel: String, id: String, reason: String) async throws(StoreFault) {
        _ = try await send(
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
        )
        try await acknowledge(channel, id: id)
    }

    private func read(_ channel: String, from id: String, limit: Int) async throws(StoreFault) -> [LogEntry] {
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
            try await openChannel(channel)
            return []
        }
        return Self.entries(reply.array?.first?.array?.last ?? .null)
    }

    private static func group(_ channel: String) -> String { "alert:\(channel)" }
}
