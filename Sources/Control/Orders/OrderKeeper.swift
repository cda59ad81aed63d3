package import Rollouts
package import Store

/// What orders need of the store; ``RolloutStore`` is the real one.
package protocol OrderKeeper: Sendable {
    /// One rollout.
    func rollout(_ flag: String) async throws(StoreFault) -> StoredRollout?
    /// Writes a transition, all of it or nothing.
    func commit(_ commit: Commit, by writer: Writer, now: Moment) async throws(StoreFault) -> WriteOutcome
    /// Turns a flag off, whatever else is going on.
    func kill(
        _ flag: String,
        actor: String,
        reason: String,
        request: String?,
        now: Moment
    ) async throws(StoreFault) -> KillOutcome
    /// Turns a killed flag that no rollout drives on again.
    func restore(
        _ flag: String,
        actor: String,
        reason: String,
        request: String?,
        now: Moment
    ) async throws(StoreFault) -> RestoreOutcome
    /// The log's entries about a flag, newest first.
    func history(_ flag: String, limit: Int) async throws(StoreFault) -> [LogEntry]
}

extension RolloutStore: OrderKeeper {}

/// Names the request that orders, so that it is done once however often it comes.
package struct OrderMark: Sendable, Equatable {
    /// Written into the log's entry together with what the order did.
    package var text: String
    /// Whether an earlier try may have done it, so that the log is looked at first.
    package var mayBeDone: Bool

    /// A request's mark.
    package init(_ text: String, mayBeDone: Bool) {
        self.text = text
        self.mayBeDone = mayBeDone
    }
}
