import Alerts
import Store

/// The log as alert channels read it, made as the program's own feed is: the leader alone delivers.
struct CourierFeed: AlertFeed {
    let store: RolloutStore
    let sleeper: Sleeper
    let life: Life
    let delivers: @Sendable () async -> Bool

    func pending(channel: String, limit: Int) async throws -> [AlertEntry] {
        guard await delivers() else { return [] }
        return try await store.undelivered(channel, limit: limit).map { AlertEntry(id: $0.id, json: $0.event) }
    }

    func acknowledge(channel: String, id: String) async throws { try await store.acknowledge(channel, id: id) }

    func park(channel: String, id: String, reason: String) async throws {
        try await store.park(channel, id: id, reason: reason)
    }

    func waitForMore(channel: String) async throws { try await sleeper.sleep(for: .milliseconds(200), in: life) }
}
