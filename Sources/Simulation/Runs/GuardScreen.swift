import Evidence
import Glibc
import Rollouts

/// Follows one proportion guard through the readings of an entry, to find those that the judge has to see.
///
/// It does the judge's own arithmetic, reading by reading, on plain numbers: nearly all readings decide nothing, and the
/// judge, which also writes sentences, would spend most of a simulation on them. Before a reading that may decide, the
/// guard's state is written back and the judge takes that reading itself.
struct GuardScreen {
    static let harmBets = LinearPortfolio.Bets(.proportion)
    static let ratioBets = LinearPortfolio.Bets(.sampleRatio)
    /// Evidence this near to a threshold goes to the judge: rounding must not decide.
    static let slack = 1 - 1e-9
    /// The judge holds where the sample ratio's evidence is 1,000 to 1.
    static let ratioOff = 1000 * slack
    /// How long after an entry the judge first looks at the sample ratio, in milliseconds.
    static let settling = 300_000

    let condition: Guard
    let proportion: Proportion
    let limit: Proportion.Limit?
    private let limitCosts: SIMD16<Double>
    private let clustering: Double
    private let threshold: Double
    /// The planned share of exposed users where there is a control.
    private let share: Double?
    /// When the sample ratio is first looked at.
    private let settled: Int

    private var known: GuardState
    private var limitHarm: LinearPortfolio
    private var controlHarm: LinearPortfolio
    private var controlSafe: Portfolio
    private var ratio: LinearPortfolio
    private var open = Outcomes()
    private(set) var counts: Outcomes
    private var attemptErrors: Int
    private var split: GuardState.Split?
    private var creditedAt: Int
    private var lastAsked: Int?
    private var lastGrowth: Int?
    /// 1 − e^(−dt/τ) of the time between readings that it was last computed for.
    private var placing = (milliseconds: 0, share: 0.0)
    private var isSafetyWanted: Bool { condition.pass == .evidence }

    /// The screen of `condition` in the state's entry; `nil` where it is no proportion or is not watched in the stage.
    init?(_ condition: Guard, plan: Plan, state: RolloutState) {
        guard case .proportion(let proportion) = condition.criterion, condition.applies(inStage: state.stage) else {
            return nil
        }
        self.condition = condition
        self.proportion = proportion
        limit = proportion.limit(inStage: state.stage)
        clustering = max(1, condition.eventsPerUser)
        limitCosts = limit.map { Self.harmBets.costs($0.errorRate) } ?? SIMD16()
        threshold = Double(max(1, proportion.tests)) / plan.alpha * Self.slack
        let isCompared = proportion.control != nil && state.percentage > .zero && state.percentage < .all
        share = isCompared ? state.percentage.fraction : nil
        settled = (state.stageSince + plan.delay).milliseconds + Self.settling
        let known = state.guards[condition.name] ?? GuardState(entry: state.entry, counting: .window)
        self.known = known
        limitHarm = LinearPortfolio(known.limit.harm)
        controlHarm = LinearPortfolio(known.comparison.harm)
        controlSafe = known.comparison.safe
        ratio = LinearPortfolio(known.sampleRatio.portfolio)
        open.exposed = ArmCounts(known.comparison.openTreatment)
        open.control = ArmCounts(known.comparison.openControl)
        counts = Outcomes(exposed: known.treatment.credited, control: known.control.credited)
        attemptErrors = known.attemptErrors
        split = known.split
        creditedAt = (known.creditedAt ?? state.stageSince).milliseconds
        lastAsked = known.lastAsked?.milliseconds
        lastGrowth = known.lastGrowth?.milliseconds
    }

    /// Takes what a reading at `now` counts in the entry.
    mutating func take(_ outcomes: Outcomes, at now: Int) {
        let new = Outcomes(
            exposed: outcomes.exposed.minus(counts.exposed),
            control: outcomes.control.minus(counts.control)
        )
        counts = outcomes
        attemptErrors += new.exposed.errors
        if new.exposed.exposures > 0 { lastGrowth = now }
        let elapsed = now - creditedAt
        if placing.milliseconds != elapsed {
            placing = (elapsed, -expm1(-Double(elapsed) / 1000 / Portfolio.reserveDecay))
        }
        creditedAt = now
        lastAsked = now
        if limit != nil {
            limitHarm.place(placing.share, Self.harmBets)
            if new.exposed.exposures > 0 {
                limitHarm.credit(
                    events: Double(new.exposed.errors),
                    costs: limitCosts * Double(new.exposed.exposures),
                    clustering: clustering,
                    Self.harmBets
                )
            }
        }
        guard let share, let comparison = proportion.control else { return }
        compare(new, comparison)
        guard now >= settled else { return }
        if let split {
            ratio.place(placing.share, Self.ratioBets)
            let exposed = Double(counts.exposed.exposures - split.exposed)
            let all = exposed + Double(counts.control.exposures - split.rest)
            ratio.credit(
                events: exposed,
                costs: Self.ratioBets.costs(share) * all,
                clustering: clustering,
                Self.ratioBets
            )
        }
        split = GuardState.Split(exposed: counts.exposed.exposures, rest: counts.control.exposures)
    }

    private mutating func compare(_ new: Outcomes, _ comparison: Proportion.Comparison) {
        controlHarm.place(placing.share, Self.harmBets)
        open += new
        let (exposed, rest) = (Double(open.exposed.exposures), Double(open.control.exposures))
        guard exposed > 0, rest > 0, exposed + rest >= Double(ComparisonEvidence.minimumBlock) else { return }
        let events = Double(open.exposed.errors)
        let errors = events + Double(open.control.errors)
        open = Outcomes()
        guard errors > 0 else { return }
        func probability(_ ratio: Double) -> Double { ratio * exposed / (ratio * exposed + rest) }
        controlHarm.credit(
            events: events,
            costs: Self.harmBets.costs(probability(comparison.maxRatio)) * errors,
            clustering: clustering,
            Self.harmBets
        )
        // Path dependent, and asked for by few plans: only they pay for it.
        guard isSafetyWanted else { return }
        controlSafe.credit(
            events: events,
            trials: errors,
            probability: probability(comparison.passRatio),
            clustering: clustering
        )
    }

    /// Whether the judge may find harm, or a sample ratio that is off, in what was taken.
    var mayDecide: Bool {
        // Money that is no number any more has overflowed: the judge reckons in logarithms.
        if share != nil, !(ratio.value < Self.ratioOff) { return true }
        guard attemptErrors >= Confidence.minimumErrors else { return false }
        if let limit {
            if !(limitHarm.value < threshold) { return true }
            if limit.errorRate <= 0, counts.exposed.errors >= Confidence.minimumErrors { return true }
        }
        return share != nil && !(controlHarm.value < threshold)
    }

    /// What the judge would know by now of the guard; `nil` where money has overflowed.
    func state() -> GuardState? {
        guard let limitHarm = limitHarm.portfolio(.proportion), let controlHarm = controlHarm.portfolio(.proportion),
            let ratio = ratio.portfolio(.sampleRatio)
        else { return nil }
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
        guard let limits = LimitEvidence(harm: limitHarm, safe: safe),
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

    fileprivate func minus(_ before: ArmCounts) -> ArmCounts {
        ArmCounts(
            exposures: exposures - before.exposures,
            errors: errors - before.errors,
            conversions: conversions - before.conversions
        )
    }
}

extension Arm {
    fileprivate init(_ counts: ArmCounts) { self.init(trials: counts.exposures, errors: counts.errors) }
}
