import Evidence
import Rollouts

/// What a screen follows of one guard: plain numbers, without anything that is costly to copy.
struct GuardProgress {
    var limitHarm: LinearPortfolio
    var controlHarm: LinearPortfolio
    /// The logarithms of the bets that the exposed fail no more than the control.
    var controlSafe: SIMD16<Double>
    var ratio: LinearPortfolio
    /// The comparison's open block.
    var open: Outcomes
    var counts: Outcomes
    var attemptErrors: Int
    var split: GuardState.Split?
    /// Times in milliseconds.
    var creditedAt: Int
    var lastAsked: Int?
    var lastGrowth: Int?
    /// 1 − e^(−dt/τ) of the time between readings that it was last computed for.
    var placing = (milliseconds: 0, share: 0.0)

    init(_ known: GuardState, since: Moment) {
        limitHarm = LinearPortfolio(known.limit.harm)
        controlHarm = LinearPortfolio(known.comparison.harm)
        controlSafe = SIMD16()
        for (lane, bet) in known.comparison.safe.bets.prefix(SIMD16<Double>.scalarCount).enumerated() {
            controlSafe[lane] = bet
        }
        ratio = LinearPortfolio(known.sampleRatio.portfolio)
        open = Outcomes(
            exposed: ArmCounts(known.comparison.openTreatment),
            control: ArmCounts(known.comparison.openControl)
        )
        counts = Outcomes(exposed: known.treatment.credited, control: known.control.credited)
        attemptErrors = known.attemptErrors
        split = known.split
        creditedAt = (known.creditedAt ?? since).milliseconds
        lastAsked = known.lastAsked?.milliseconds
        lastGrowth = known.lastGrowth?.milliseconds
    }

    /// What the judge would know of the guard, which it last saw as `known`; `nil` where money has overflowed.
    ///
    /// - Parameters:
    ///   - limit: the stage's limit, for the evidence of safety.
    ///   - clustering: the guard's `eventsPerUser`.
    func state(_ known: GuardState, limit: Proportion.Limit?, clustering: Double) -> GuardState? {
        var safe = Portfolio(grid: .safety, reserve: 0)
        if let limit {
            // One credit of all counts is the same as many: safety has no reserve whose timing would matter.
            safe.credit(
                events: Double(counts.exposed.errors),
                trials: Double(counts.exposed.exposures),
                probability: limit.errorRate,
                clustering: clustering
            )
        }
        let safeBets = (0..<Grid.safety.count).map { controlSafe[$0] }
        guard let limitHarm = limitHarm.portfolio(.proportion), let controlHarm = controlHarm.portfolio(.proportion),
            let ratio = ratio.portfolio(.sampleRatio),
            let controlSafe = Portfolio(bets: safeBets, reserve: -.infinity, grid: .safety),
            let limits = LimitEvidence(harm: limitHarm, safe: safe),
            let comparison = ComparisonEvidence(
                harm: controlHarm,
                safe: controlSafe,
                openTreatment: Arm(open.exposed),
                openControl: Arm(open.control)
            ),
            let sampleRatio = SampleRatioEvidence(portfolio: ratio)
        else { return nil }
        var state = known
        state.limit = limits
        state.comparison = comparison
        state.sampleRatio = sampleRatio
        state.split = split
        state.treatment.credited = counts.exposed
        state.control.credited = counts.control
        state.attemptErrors = attemptErrors
        guard let lastAsked else { return state }
        state.last = .counts(treatment: counts.exposed, control: counts.control)
        state.lastAsked = Moment(milliseconds: lastAsked)
        state.lastUsable = state.lastAsked
        state.creditedAt = state.lastAsked
        state.lastGrowth = lastGrowth.map(Moment.init(milliseconds:))
        return state
    }
}

extension ArmCounts {
    fileprivate init(_ arm: Arm) { self.init(exposures: arm.trials, errors: arm.errors) }
}

extension Arm {
    fileprivate init(_ counts: ArmCounts) { self.init(trials: counts.exposures, errors: counts.errors) }
}
