import Glibc

/// An interval for people: what the counts so far still allow, valid at every moment.
///
/// Its ends are the limits at which the one-sided portfolios without reserve reach 2/α (Howard, Ramdas, McAuliffe & Sekhon
/// 2021: a confidence sequence is a test turned round), found by bisection of the log odds. The chance that the truth, if it
/// is constant, is ever outside is at most α.
package struct Interval: Sendable, Equatable {
    /// The lower end; at least 0.
    package var low: Double
    /// The upper end; +∞ for a ratio that the counts do not bound.
    package var high: Double

    /// The interval from `low` to `high`.
    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// The probability of an event, from all counts of an entry.
    ///
    /// - Parameters:
    ///   - events: errors, or exposed users; 0…`trials`. Other counts give 0…1, as no counts do.
    ///   - trials: outcomes, or users of both arms.
    ///   - clustering: events that may hang together; see `Portfolio.credit`.
    ///   - alpha: the chance that the truth is ever outside.
    package static func rate(events: Int, trials: Int, clustering: Double = 1, alpha: Double = 0.05) -> Interval {
        guard events >= 0, trials >= events else { return Interval(low: 0, high: 1) }
        let ends = Ends(Double(events), Double(trials) - Double(events), clustering: clustering, alpha: alpha)
        return Interval(low: 1 / (1 + exp(-ends.low)), high: 1 / (1 + exp(-ends.high)))
    }

    /// How many times as often the treatment fails as the control, from all closed blocks of an entry: its counts less
    /// `ComparisonEvidence.openTreatment` and `openControl`.
    ///
    /// At ratio ρ the odds that an error is the treatment's are ρ·n_t/n_c: the interval of those odds, times n_c/n_t. Exact
    /// while the arms keep their proportion, as they do inside one entry.
    ///
    /// - Parameters:
    ///   - treatment: the exposed users; with a negative count, or an arm without trials, the interval is 0…∞.
    ///   - control: the control.
    ///   - clustering: errors that may hang together; see `Portfolio.credit`.
    ///   - alpha: the chance that the truth is ever outside.
    package static func ratio(
        treatment: Arm,
        control: Arm,
        clustering: Double = 1,
        alpha: Double = 0.05
    ) -> Interval {
        let errors = (treatment: Double(treatment.errors), control: Double(control.errors))
        guard treatment.trials > 0, control.trials > 0, errors.treatment >= 0, errors.control >= 0 else {
            return Interval(low: 0, high: .infinity)
        }
        let ends = Ends(errors.treatment, errors.control, clustering: clustering, alpha: alpha)
        let scale = log(Double(control.trials)) - log(Double(treatment.trials))
        return Interval(low: exp(ends.low + scale), high: exp(ends.high + scale))
    }
}

/// The ends of an interval for a probability, as log odds; −∞ and +∞ where the counts set none.
private struct Ends {
    let low: Double
    let high: Double

    init(_ events: Double, _ others: Double, clustering: Double, alpha: Double) {
        let threshold = Confidence.threshold(alpha: alpha / 2)
        let divisor = Portfolio.divisor(clustering)
        // Bets on 1/r against events are the bets on r for the others, so one search serves both ends.
        self.low = Self.lowest(events, others, divisor: divisor, threshold: threshold)
        self.high = -Self.lowest(others, events, divisor: divisor, threshold: threshold)
    }

    /// The log odds below which the evidence that events are more frequent reaches the threshold.
    private static func lowest(_ events: Double, _ others: Double, divisor: Double, threshold: Double) -> Double {
        func evidence(_ probability: Double) -> Double {
            var sum = LogSum()
            for bet in Grid.proportion.bets {
                let ratio = events * bet.logRatio - (events + others) * log1p(probability * bet.gain)
                sum.add(bet.logWeight + ratio / divisor)
            }
            return sum.value
        }
        guard events > 0, evidence(0) >= threshold else { return -.infinity }
        // Every Double between 0 and 1 has log odds in here, and the evidence falls from end to end.
        var (reached, missed) = (-745.0, 745.0)
        while true {
            let middle = reached + (missed - reached) / 2
            guard middle > reached, middle < missed else { return middle }
            if evidence(1 / (1 + exp(-middle))) >= threshold { reached = middle } else { missed = middle }
        }
    }
}
