/// What came of evaluating a flag, without a reference to anything.
struct Outcome: Sendable, Equatable {
    /// The step at which the answer was found.
    enum Step: Sendable, Equatable {
        /// The stored flag cannot be read.
        case broken
        case disabled
        /// The flag's prerequisites lead in a circle.
        case circle
        /// This prerequisite serves another variant, or is not there.
        case prerequisite(Int)
        /// This prerequisite needs an attribute that is missing.
        case prerequisiteKeyMissing(Int)
        case rolloutSegments
        /// This targeting rule does not hold.
        case rule(Int)
        case segments
        /// The attribute that is to be hashed is missing.
        case keyMissing
        /// Outside of the rollout; by a bucket, or because it is at 0 %.
        case outside(bucketed: Bool)
        /// In; whether a bucket decided, and whether there was anything to pass before.
        case inside(bucketed: Bool, gated: Bool)
    }

    /// The position of the variant that is served.
    var variant: Int
    /// The step at which the answer was found.
    var step: Step
    /// Whether a pattern ran into its bounds on the way.
    var isUndecided = false

    /// Whether a prerequisite on this flag can hold at all.
    var isServed: Bool {
        switch step {
        case .broken, .keyMissing, .prerequisiteKeyMissing: false
        case .disabled, .circle, .prerequisite, .rolloutSegments, .rule, .segments, .outside, .inside: true
        }
    }

    var isKeyMissing: Bool {
        switch step {
        case .keyMissing, .prerequisiteKeyMissing: true
        case .broken, .disabled, .circle, .prerequisite, .rolloutSegments, .rule, .segments, .outside, .inside: false
        }
    }
}
