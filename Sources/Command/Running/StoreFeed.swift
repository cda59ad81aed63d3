import Alerts
import Logging
import Metrics
import Store

/// The log as alert channels read it, by way of the store.
struct StoreFeed: AlertFeed {
    let store: RolloutStore
    /// How long a channel waits before it looks again.
    let pause: Duration
    let logger: Logger
    /// Whether this process may deliver: the leader alone does.
    let delivers: @Sendable () async -> Bool

    func pending(channel: String, limit: Int) async throws -> [AlertEntry] {
        guard await delivers() else { return [] }
        let entries = try await store.undelivered(channel, limit: limit) { lost in
            let dimensions = [("channel", channel), ("outcome", "lost")]
            Counter(label: "rampart_alerts_total", dimensions: dimensions).increment(by: lost.count)
            logger.error(
                "alerts went from the log before they were delivered",
                metadata: ["channel": "\(channel)", "entries": "\(lost.joined(separator: " "))"]
            )
        }
        return entries.map { AlertEntry(id: $0.id, json: $0.event) }
    }

    func acknowledge(channel: String, id: String) async throws { try await store.acknowledge(channel, id: id) }

    func park(channel: String, id: String, reason: String) async throws {
        try await store.park(channel, id: id, reason: reason)
    }

    func waitForMore(channel: String) async throws { try await ContinuousClock().sleep(for: pause) }
}
