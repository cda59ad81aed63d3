package import Store

/// A copy of every rollout's state outside Redis, which is compared with Redis at the start.
///
/// A seam: ``StateFolder`` is the real one. It is for a single controller: two would overwrite each other's.
package protocol StateCopy: Sendable {
    /// Everything copied, and a sentence for what cannot be used.
    func load() -> (rollouts: [StoredRollout], faults: [String])
    /// Replaces the copy of one rollout: the old one stands until the new one is safe.
    func save(_ rollout: StoredRollout) throws(StateCopyFault)
}

/// Why a copy could not be written.
package struct StateCopyFault: Error, Sendable, CustomStringConvertible {
    /// What happened and what to do.
    package var description: String

    /// A fault with a sentence that says what to do.
    package init(_ description: String) { self.description = description }
}
