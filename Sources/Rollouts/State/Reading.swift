/// What one arm of a rollout has counted.
package struct ArmCounts: Sendable, Hashable {
    /// Outcomes, 0 or more.
    package var exposures: Int
    /// Failed ones among them.
    package var errors: Int
    /// Converted ones among them; 0 where the source does not know.
    package var conversions: Int

    /// Counts as a source gave them.
    package init(exposures: Int = 0, errors: Int = 0, conversions: Int = 0) {
        self.exposures = exposures
        self.errors = errors
        self.conversions = conversions
    }

    /// Whether a source can have counted them: nothing is below zero.
    package var isPossible: Bool { exposures >= 0 && errors >= 0 && conversions >= 0 }
}

/// What a metric source answered for one guard.
package struct Reading: Sendable, Equatable {
    /// The five classes of an answer; only the first two are judged.
    package enum Outcome: Sendable, Equatable {
        /// Counts of the exposed and, where the source knows them, of control.
        case counts(treatment: ArmCounts, control: ArmCounts?)
        /// A finite number.
        case value(Double)
        /// Nothing there, NaN or null; says what was looked for.
        case noData(String)
        /// Not what was promised; says what was found.
        case malformed(String)
        /// Nothing was heard; says why.
        case unreachable(String)

        /// Whether it can be judged.
        package var isUsable: Bool {
            switch self {
            case .counts, .value: true
            case .noData, .malformed, .unreachable: false
            }
        }
    }

    /// The guard that it is for.
    package var guardName: String
    /// The stage's entry that it covers.
    package var entry: String
    /// When it was asked for.
    package var asked: Moment
    /// What was answered.
    package var outcome: Outcome

    /// An answer for `guardName` about `entry`, asked for at `asked`.
    package init(guardName: String, entry: String, asked: Moment, outcome: Outcome) {
        self.guardName = guardName
        self.entry = entry
        self.asked = asked
        self.outcome = outcome
    }
}
