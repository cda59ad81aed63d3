package import Evidence

/// What a rollout knows of one guard: the part of its state that every reading changes.
package struct GuardState: Sendable, Equatable {
    /// The entry that ledgers and tallies belong to.
    package var entry: String
    /// Credited counts of the exposed.
    package var treatment: Ledger
    /// Credited counts of control.
    package var control: Ledger
    /// Exposed errors credited in the attempt.
    package var attemptErrors: Int
    /// Evidence against the limit, where the guard has one.
    package var limit: LimitEvidence
    /// Evidence against control.
    package var comparison: ComparisonEvidence
    /// Evidence against the planned split of exposed and control.
    package var sampleRatio: SampleRatioEvidence
    /// Outcomes of both arms that the sample ratio has taken; `nil` until the entry has settled.
    package var split: Split?
    /// How far errors come in bunches.
    package var dispersion: Dispersion
    /// Usable readings of a value in the entry, and how many of them failed.
    package var tally: Tally
    /// The last answer, whatever it was.
    package var last: Reading.Outcome?
    /// When it was asked for.
    package var lastAsked: Moment?
    /// When the last usable reading of this entry was asked for.
    package var lastUsable: Moment?
    /// When the first of the unusable readings since was asked for; `nil` after a usable one.
    package var failingSince: Moment?
    /// When outcomes were last credited in this entry.
    package var lastGrowth: Moment?
    /// When evidence was last brought up to date.
    package var creditedAt: Moment?

    /// Counts of a value guard's readings in one entry.
    package struct Tally: Sendable, Equatable {
        /// Usable ones.
        package var readings = 0
        /// Outside the bounds.
        package var failed = 0
        /// Outside the bounds without a break until now.
        package var failedInARow = 0
        /// The last value.
        package var last: Double?

        /// Nothing read yet.
        package init() {}
    }

    /// Outcomes of the exposed and of control.
    package struct Split: Sendable, Equatable {
        /// Of the exposed, 0 or more.
        package var exposed: Int
        /// Of control, 0 or more.
        package var rest: Int

        /// So many of each arm.
        package init(exposed: Int, rest: Int) {
            self.exposed = exposed
            self.rest = rest
        }
    }

    /// Nothing known, for the first entry of an attempt.
    package init(entry: String, counting: Metric.Counting) {
        self.entry = entry
        treatment = Ledger(counting: counting)
        control = Ledger(counting: counting)
        attemptErrors = 0
        limit = LimitEvidence()
        comparison = ComparisonEvidence()
        sampleRatio = SampleRatioEvidence()
        dispersion = Dispersion()
        tally = Tally()
    }

    /// Begins a new entry: ledgers, tallies and safety evidence afresh, half of the reserve placed, harm carried on.
    package mutating func enter(_ entry: String, counting: Metric.Counting) {
        self.entry = entry
        treatment = Ledger(counting: counting)
        control = Ledger(counting: counting)
        limit.enterStage()
        comparison.enterStage()
        sampleRatio = SampleRatioEvidence()
        split = nil
        tally = Tally()
        lastUsable = nil
        failingSince = nil
        lastGrowth = nil
        creditedAt = nil
    }
}
