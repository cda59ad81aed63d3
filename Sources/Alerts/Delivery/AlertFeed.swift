package import Wire

/// One entry of the log, as a channel is given it.
package struct AlertEntry: Sendable, Equatable {
    /// The log's id, also the revision.
    package var id: String
    /// What it says; `null` where the entry cannot be read as JSON.
    package var json: JSON

    /// The entry `id`.
    package init(id: String, json: JSON) {
        self.id = id
        self.json = json
    }
}

/// The log as alert channels read it: each from where it stands, in order, until it acknowledges.
package protocol AlertFeed: Sendable {
    /// Up to `limit` entries in order: those given before and not acknowledged first, then new ones. Does not wait.
    func pending(channel: String, limit: Int) async throws -> [AlertEntry]

    /// Says that the entry was delivered, or is not for this channel.
    func acknowledge(channel: String, id: String) async throws

    /// Acknowledges an entry that cannot be delivered and keeps it aside with the reason.
    func park(channel: String, id: String, reason: String) async throws

    /// Returns when something may be there: after some seconds at the latest, or when the task is cancelled.
    func waitForMore(channel: String) async throws
}
