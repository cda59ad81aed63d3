/// Evidence that users do not fall into the arms as planned, to either side.
package struct SampleRatioEvidence: Sendable, Equatable {
    /// Bets that the odds of being exposed are higher or lower than planned.
    package private(set) var portfolio: Portfolio

    /// No evidence yet; a fifth of the portfolio is kept back.
    package init() {
        self.portfolio = Portfolio(grid: .sampleRatio, reserve: 0.2)
    }

    /// Evidence from storage; nil unless `portfolio` bets on `Grid.sampleRatio`.
    package init?(portfolio: Portfolio) {
        guard portfolio.grid == .sampleRatio else { return nil }
        self.portfolio = portfolio
    }

    /// Takes a reading: places from the reserve, then credits the users seen.
    ///
    /// - Parameters:
    ///   - treatment: new exposed users; a negative count credits nothing.
    ///   - control: new users of the control; a negative count credits nothing.
    ///   - share: the planned share of exposed users; 0…1.
    ///   - seconds: time since the reading before.
    ///   - clustering: users that may hang together; see `Portfolio.credit`.
    package mutating func credit(
        treatment: Int,
        control: Int,
        share: Double,
        seconds: Double,
        clustering: Double = 1
    ) {
        portfolio.place(seconds: seconds)
        guard treatment >= 0, control >= 0 else { return }
        let exposed = Double(treatment)
        portfolio.credit(
            events: exposed,
            trials: exposed + Double(control),
            probability: share,
            clustering: clustering
        )
    }

    /// Begins afresh: the planned share is another one.
    package mutating func enterStage() {
        self = SampleRatioEvidence()
    }
}
