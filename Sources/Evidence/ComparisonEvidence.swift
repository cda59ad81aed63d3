/// Evidence about how often exposed users fail against a control, whatever the rate common to both.
///
/// Counts are gathered in blocks. In a block with n_t and n_c outcomes, an error is an exposed user's with a probability of at
/// most p = ρ·n_t / (ρ·n_t + n_c) while the exposed fail at most ρ times as often: the promise is about which arm an error
/// falls into, as in the block tests of Turner, Ly & Grünwald (2024), here without a guess at the common rate. A change of
/// that rate between blocks does no harm, since only what is inside one is compared.
package struct ComparisonEvidence: Sendable, Equatable {
    /// Outcomes of both arms together before a block may close.
    package static let minimumBlock = 20

    /// Bets that the exposed fail more than ρ times as often; carried on through an attempt.
    package private(set) var harm: Portfolio

    /// Bets that the exposed fail less than the safety ratio times as often, without reserve; begun afresh with each stage.
    package private(set) var safe: Portfolio

    /// The exposed users of the block that is still open, not yet credited.
    package private(set) var openTreatment: Arm

    /// The control of the block that is still open, not yet credited.
    package private(set) var openControl: Arm

    /// No evidence yet, with the share `reserve` (0…1) of the harm portfolio kept back.
    package init(reserve: Double = 0.2) {
        self.harm = Portfolio(grid: .proportion, reserve: reserve)
        self.safe = Portfolio(grid: .safety, reserve: 0)
        self.openTreatment = Arm()
        self.openControl = Arm()
    }

    /// Evidence from storage; nil unless `harm` bets on `Grid.proportion`, `safe` on `Grid.safety`, and no count is negative.
    package init?(harm: Portfolio, safe: Portfolio, openTreatment: Arm, openControl: Arm) {
        guard harm.grid == .proportion, safe.grid == .safety else { return nil }
        guard Self.isPossible(openTreatment), Self.isPossible(openControl) else { return nil }
        self.harm = harm
        self.safe = safe
        self.openTreatment = openTreatment
        self.openControl = openControl
    }

    /// Takes a reading: places from the reserve, adds the counts to the open block, and credits the block once both arms have
    /// come and it holds `minimumBlock` outcomes.
    ///
    /// - Parameters:
    ///   - treatment: new outcomes of exposed users; with a negative count in either arm, nothing is added.
    ///   - control: new outcomes of the control.
    ///   - ratio: ρ, how many times as often the exposed may fail; at least 0.
    ///   - safeRatio: the ratio that is to be shown as kept; at least 0.
    ///   - seconds: time since the reading before.
    ///   - clustering: errors that may hang together; see `Portfolio.credit`.
    package mutating func credit(
        treatment: Arm,
        control: Arm,
        ratio: Double,
        safeRatio: Double,
        seconds: Double,
        clustering: Double = 1
    ) {
        harm.place(seconds: seconds)
        guard Self.isPossible(treatment), Self.isPossible(control) else { return }
        openTreatment.add(treatment)
        openControl.add(control)
        let (exposed, compared) = (Double(openTreatment.trials), Double(openControl.trials))
        guard exposed > 0, compared > 0, exposed + compared >= Double(Self.minimumBlock) else { return }

        let events = Double(openTreatment.errors)
        let errors = events + Double(openControl.errors)
        func exposedShare(_ ratio: Double) -> Double { ratio * exposed / (ratio * exposed + compared) }
        harm.credit(events: events, trials: errors, probability: exposedShare(ratio), clustering: clustering)
        safe.credit(events: events, trials: errors, probability: exposedShare(safeRatio), clustering: clustering)
        dropOpenBlock()
    }

    /// Places half of the harm reserve, begins the evidence of safety afresh, and drops the open block: none spans two stages.
    package mutating func enterStage() {
        harm.enterStage()
        safe = Portfolio(grid: .safety, reserve: 0)
        dropOpenBlock()
    }

    private mutating func dropOpenBlock() {
        openTreatment = Arm()
        openControl = Arm()
    }

    private static func isPossible(_ arm: Arm) -> Bool { arm.trials >= 0 && arm.errors >= 0 }
}
