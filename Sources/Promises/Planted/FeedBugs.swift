import Alerts

/// A feed of alerts that goes wrong in one way.
struct CarelessFeed: AlertFeed {
    /// The way.
    enum Way: Sendable {
        /// Everything is acknowledged before it is delivered.
        case acknowledgesFirst
        /// Nothing is ever acknowledged.
        case neverAcknowledges
        /// The newest comes first.
        case newestFirst
        /// Of several entries at once, all but the first are dropped.
        case dropsTheRest
    }

    let base: any AlertFeed
    let way: Way

    func pending(channel: String, limit: Int) async throws -> [AlertEntry] {
        let entries = try await base.pending(channel: channel, limit: limit)
        switch way {
        case .acknowledgesFirst:
            for entry in entries { try await base.acknowledge(channel: channel, id: entry.id) }
            return entries
        case .neverAcknowledges: return entries
        case .newestFirst: return entries.reversed()
        case .dropsTheRest:
            for entry in entries.dropFirst() { try await base.acknowledge(channel: channel, id: entry.id) }
            return Array(entries.prefix(1))
        }
    }

    func acknowledge(channel: String, id: String) async throws {
        switch way {
        case .neverAcknowledges: return
        case .acknowledgesFirst, .newestFirst, .dropsTheRest: try await base.acknowledge(channel: channel, id: id)
        }
    }

    func park(channel: String, id: String, reason: String) async throws {
        try await base.park(channel: channel, id: id, reason: reason)
    }

    func waitForMore(channel: String) async throws { try await base.waitForMore(channel: channel) }
}
