/// Evidence about a proportion that has a limit, both ways: that it is broken, and that it is kept.
package struct LimitEvidence: Sendable, Equatable {
    /// Bets that errors are more frequent than the limit; carried on through an attempt.
    package private(set) var harm: Portfolio

    /// Bets that errors are rarer than the safety limit, without reserve; begun afresh with each stage.
    package private(set) var safe: Portfolio

    /// No evidence yet, with the share `reserve` (0…1) of the harm portfolio kept back.
    package init(reserve: Double = 0.2) {
        self.harm = Portfolio(grid: .proportion, reserve: reserve)
        self.safe = Portfolio(grid: .safety, reserve: 0)
    }

    /// Evidence from storage; nil unless `harm` bets on `Grid.proportion` and `safe` on `Grid.safety`.
    package init?(harm: Portfolio, safe: Portfolio) {
        guard harm.grid == .proportion, safe.grid == .safety else { return nil }
        self.harm = harm
        self.safe = safe
    }

    /// Takes a reading: places from the reserve, then credits both portfolios.
    ///
    /// - Parameters:
    ///   - errors: new errors; a negative count credits nothing.
    ///   - trials: new outcomes, errors included; a negative count credits nothing.
    ///   - limit: the allowed probability of an error; 0…1.
    ///   - safeLimit: the probability that is to be shown as kept; `limit` when nil.
    ///   - seconds: time since the reading before.
    ///   - clustering: errors that may hang together; see `Portfolio.credit`.
    package mutating func credit(
        errors: Int,
        trials: Int,
        limit: Double,
        safeLimit: Double? = nil,
        seconds: Double,
        clustering: Double = 1
    ) {
        let (events, trials) = (Double(errors), Double(trials))
        harm.place(seconds: seconds)
        harm.credit(events: events, trials: trials, probability: limit, clustering: clustering)
        safe.credit(events: events, trials: trials, probability: safeLimit ?? limit, clustering: clustering)
    }

    /// Places half of the harm reserve and begins the evidence of safety afresh.
    package mutating func enterStage() {
        harm.enterStage()
        safe = Portfolio(grid: .safety, reserve: 0)
    }
}
