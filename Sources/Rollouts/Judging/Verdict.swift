/// What the judge makes of one guard.
package struct Verdict: Sendable, Equatable {
    /// How it stands.
    package enum Standing: String, Sendable, CaseIterable {
        /// Harm is shown.
        case breached
        /// It may advance.
        case passed
        /// Not watched in this stage, or nothing to compare with; counts as passed.
        case notApplicable
        /// Neither breached nor passed.
        case undecided
        /// Not enough outcomes, or they have stopped coming.
        case samplesMissing
        /// Its last usable reading is too old.
        case unread
        /// No usable reading for longer than its `noData`.
        case noData
    }

    /// Which of a guard's tests fired or decides.
    package enum Rule: String, Sendable, CaseIterable {
        /// A proportion against its limit.
        case limit
        /// The exposed against control.
        case control
        /// A value against its bounds.
        case value
        /// Conversions against their least share.
        case conversion
    }

    /// The guard.
    package var guardName: String
    /// How it stands.
    package var standing: Standing
    /// The test that decided.
    package var rule: Rule
    /// The observed figure: a rate of errors, a ratio to control, a value, a rate of conversions.
    package var figure: Double?
    /// What it is held against.
    package var limit: Double?
    /// Exposed outcomes (or readings of a value) in the entry.
    package var samples: Int
    /// Failed ones among them.
    package var failures: Int
    /// The natural logarithm of the odds that the limit is exceeded; of a value, none.
    package var logEvidence: Double?
    /// The logarithm at which it is a breach.
    package var breachAt: Double?
    /// Whether exposed and control stand out of their planned ratio.
    package var isSampleRatioOff: Bool
    /// What a person should know of it, one sentence without a full stop.
    package var message: String
}
