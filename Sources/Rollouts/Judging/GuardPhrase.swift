import Evidence

/// The sentences that verdicts speak in.
enum GuardPhrase {
    static func errors(_ counts: ArmCounts, limit: Proportion.Limit) -> String {
        let seen = counts.exposures == 0 ? 0 : Double(counts.errors) / Double(counts.exposures)
        let sample = "of \(Figures.count(counts.exposures)) outcomes"
        switch limit {
        case .maxErrorRate(let rate):
            return "\(Figures.percent(seen)) \(sample) failed, at most \(Figures.percent(rate)) may"
        case .minSuccessRate(let rate):
            return "\(Figures.percent(1 - seen)) \(sample) succeeded, at least \(Figures.percent(rate)) must"
        }
    }

    static func controlFailsAsWell(_ known: GuardState, limit: Proportion.Limit) -> String {
        let rest = known.control.credited
        guard rest.exposures > 0, !limit.isMet(errors: rest.errors, trials: rest.exposures) else { return "" }
        let share = Double(rest.errors) / Double(rest.exposures)
        return "; control fails as well (\(Figures.percent(share)) of \(Figures.count(rest.exposures)))"
    }

    static func comparison(_ exposed: ArmCounts, _ rest: ArmCounts, _ rule: Proportion.Comparison) -> String {
        func share(_ counts: ArmCounts) -> String {
            let share = counts.exposures == 0 ? 0 : Double(counts.errors) / Double(counts.exposures)
            return "\(Figures.percent(share)) of \(Figures.count(counts.exposures))"
        }
        return "\(share(exposed)) exposed failed against \(share(rest)) in control, "
            + "at most \(Figures.number(rule.maxRatio)) times as many may"
    }

    static func value(_ tally: GuardState.Tally, _ bounds: ValueBounds) -> String {
        let last = tally.last.map { "is \(Figures.number($0))" } ?? "has no value"
        return "\(last), must be \(bounds.phrase); \(tally.failed) of \(tally.readings) readings failed"
            + (tally.failedInARow > 1 ? ", \(tally.failedInARow) in a row" : "")
    }

    static func why(_ last: Reading.Outcome?) -> String {
        switch last {
        case .noData(let what), .malformed(let what), .unreachable(let what): ": \(what)"
        case .counts, .value, nil: ""
        }
    }
}

extension ValueBounds {
    /// `at most 800`, `at least 3`, `3 to 800`.
    package var phrase: String {
        switch (min, max) {
        case (let min?, let max?): "\(Figures.number(min)) to \(Figures.number(max))"
        case (let min?, nil): "at least \(Figures.number(min))"
        case (nil, let max?): "at most \(Figures.number(max))"
        case (nil, nil): "anything"
        }
    }

    /// The bound that `value` is outside of.
    func violated(by value: Double?) -> Double? {
        guard let value else { return nil }
        if let max, value > max { return max }
        if let min, value < min { return min }
        return nil
    }
}

extension Moment {
    /// Before every other instant.
    package static let distantPast = Moment(milliseconds: .min)
}
