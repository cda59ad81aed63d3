/// One simulated rollout from its start to its end.
package struct Run: Sendable, Equatable {
    /// How it ended.
    package enum End: String, Sendable, CaseIterable {
        /// The last stage passed.
        case completed
        /// Back to nobody.
        case rolledBack
        /// Stopped, waiting for an operator.
        case halted
        /// Still holding when it was followed no longer.
        case holding
    }

    /// Something that the rollout did.
    package struct Event: Sendable, Equatable {
        /// Seconds after the start.
        package let seconds: Double
        /// The transition's name.
        package let kind: String
        /// The share after it, such as `25 %`.
        package let percentage: String
        /// Why.
        package let reason: String
    }

    /// How it ended.
    package let end: End
    /// Exposed users.
    package let exposed: Int
    /// Exposed users who saw an error.
    package let harmed: Int
    /// Seconds from the start to the end.
    package let seconds: Double
    /// What it did; empty where nobody asked for it.
    package let events: [Event]

    /// Whether it was taken back or stopped.
    package var isStopped: Bool {
        switch end {
        case .rolledBack, .halted: true
        case .completed, .holding: false
        }
    }
}
