package import Rollouts
package import Wire

/// One entry of the log as it came into being on the primary, with what stood there before and after.
package struct LogRecord: Sendable {
    /// Its id.
    package var id: String
    /// The flag that it is about; empty for none.
    package var flag: String
    /// Its kind.
    package var kind: String
    /// What it says of a rollout; `nil` for another kind of entry, or one that cannot be read.
    package var event: RolloutEvent?
    /// What it says.
    package var json: JSON
    /// The process that wrote it.
    package var author: Int
    /// Before it.
    package var before: Sight
    /// After it.
    package var after: Sight
    /// When it was written, by the true time.
    package var at: Moment

    /// Whether an operator wrote it.
    package var isOrder: Bool { (event?.actor ?? "") != "controller" }

    /// Whether a process wrote again what Redis forgot.
    var isRecall: Bool { kind == "recall" }

    /// Whether it begins a new attempt because the plan's revision was raised: an order given by a commit.
    var raisesRevision: Bool {
        event?.kind == .restart && (after.planRevision ?? 0) > (before.planRevision ?? 0)
    }
}
