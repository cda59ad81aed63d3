import Redis
import Store
import Wire

/// Reads entries of the log as a stream's commands answer them.
enum LogReader {
    /// The entries of an XRANGE or XREVRANGE; what is no entry is left out.
    static func entries(_ reply: RedisReply) -> [LogEntry] {
        (reply.array ?? []).compactMap { element in
            guard let parts = element.array, parts.count == 2, let id = parts[0].string, let fields = parts[1].map
            else { return nil }
            let limits = JSONLimits(maxBytes: 8 << 20, maxDepth: 64, duplicates: .keep)
            let event = (try? JSON.parse(fields["event"] ?? "", limits: limits)) ?? JSON(.null)
            return LogEntry(id: id, flag: fields["flag"] ?? "", kind: fields["kind"] ?? "", event: event)
        }
    }
}
