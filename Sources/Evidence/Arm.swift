/// The outcomes of one arm: of the exposed users (treatment), or of those without the feature (control).
package struct Arm: Sendable, Equatable {
    /// Outcomes, failed ones included.
    package var trials: Int
    /// Failed outcomes.
    package var errors: Int

    /// An arm with `errors` in `trials`.
    package init(trials: Int = 0, errors: Int = 0) {
        self.trials = trials
        self.errors = errors
    }

    /// The observed share of errors; nil without trials.
    package var rate: Double? {
        trials > 0 ? Double(errors) / Double(trials) : nil
    }

    /// How many times as often this arm fails as `control`; nil where an arm has no trials or the control no errors.
    package func rateRatio(to control: Arm) -> Double? {
        guard let rate, let base = control.rate, base > 0 else { return nil }
        return rate / base
    }

    /// Adds another arm's counts, which are at least 0; what does not fit stays at `Int.max`.
    mutating func add(_ other: Arm) {
        trials = Self.sum(trials, other.trials)
        errors = Self.sum(errors, other.errors)
    }

    private static func sum(_ a: Int, _ b: Int) -> Int {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
