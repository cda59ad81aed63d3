import Evidence
import Glibc
import Rollouts

/// Follows one proportion guard through the readings of an entry, to find those that the judge has to see.
///
/// It does the judge's own arithmetic, reading by reading, on plain numbers: nearly all readings decide nothing, and the
/// judge, which also writes sentences, would spend most of a simulation on them. Before a reading that may decide, the
/// guard's state is written back and the judge takes that reading itself. Numbers only: it is used at every reading.
struct GuardScreen {
    private static let harmBets = LinearPortfolio.Bets(.proportion)
    private static let safeBets = LinearPortfolio.Bets(.safety)
    private static let ratioBets = LinearPortfolio.Bets(.sampleRatio)
    /// Evidence this near to a threshold goes to the judge: rounding must not decide.
    private static let slack = 1 - 1e-9
    /// The judge holds where the sample ratio's evidence is 1,000 to 1.
    private static let ratioOff = 1000 * slack
    /// How long after an entry the judge first looks at the sample ratio, in milliseconds.
    private static let settling = 300_000

    let limit: Proportion.Limit?
    private let comparison: Proportion.Comparison?
    private let harmBets: LinearPortfolio.Bets
    private let limitCosts: SIMD16<Double>
    /// φ, and what it leaves of each event.
    private let clustering: Double
    private let weight: Double
    private let threshold: Double
    /// The planned share of exposed users, and what a user costs the bets on it.
    private let share: Double
    private let ratioCosts: SIMD16<Double>
    /// When the sample ratio is first looked at.
    private let settled: Int
    /// What shows that the guard has passed.
    private let pass: Guard.Pass

    /// The screen of `condition` in the state's entry; `nil` where it is no proportion or is not watched in the stage.
    init?(_ condition: Guard, plan: Plan, state: RolloutState) {
        guard let proportion = condition.proportion, condition.applies(inStage: state.stage) else { return nil }
        pass = condition.pass
        limit = proportion.limit(inStage: state.stage)
        comparison = state.percentage > .zero && state.percentage < .all ? proportion.control : nil
        clustering = max(1, condition.eventsPerUser)
        weight = 1 / clustering
        harmBets = Self.harmBets
        limitCosts = limit.map { Self.harmBets.costs($0.errorRate) } ?? SIMD16()
        threshold = Double(max(1, proportion.tests)) / plan.alpha * Self.slack
        share = state.percentage.fraction
        ratioCosts = Self.ratioBets.costs(share)
        settled = (state.stageSince + plan.delay).milliseconds + Self.settling
    }

    /// What the judge would know of a guard that stands at `progress`, and that it last saw as `known`; `nil` where money
    /// has overflowed.
    func state(_ progress: GuardProgress, _ known: GuardState) -> GuardState? {
        progress.state(known, limit: limit, clustering: clustering)
    }

    /// Takes what a reading at `now` counts in the entry.
    func take(_ outcomes: Outcomes, at now: Int, _ guarded: inout GuardProgress) {
        let new = outcomes.since(guarded.counts)
        guarded.counts = outcomes
        guarded.attemptErrors += new.exposed.errors
        if new.exposed.exposures > 0 { guarded.lastGrowth = now }
        let elapsed = now - guarded.creditedAt
        if guarded.placing.milliseconds != elapsed {
            guarded.placing = (elapsed, -expm1(-Double(elapsed) / 1000 / Portfolio.reserveDecay))
        }
        guarded.creditedAt = now
        guarded.lastAsked = now
        if limit != nil {
            guarded.limitHarm.place(guarded.placing.share, harmBets)
            if new.exposed.exposures > 0 {
                guarded.limitHarm.credit(
                    events: Double(new.exposed.errors),
                    costs: limitCosts * Double(new.exposed.exposures),
                    weight: weight,
                    harmBets
                )
            }
        }
        guard let comparison else { return }
        compare(new, comparison, &guarded)
        if now >= settled { weigh(&guarded) }
    }

    private func compare(_ new: Outcomes, _ comparison: Proportion.Comparison, _ guarded: inout GuardProgress) {
        guarded.controlHarm.place(guarded.placing.share, harmBets)
        guarded.open += new
        let open = guarded.open
        let (exposed, rest) = (Double(open.exposed.exposures), Double(open.control.exposures))
        guard exposed > 0, rest > 0, exposed + rest >= Double(ComparisonEvidence.minimumBlock) else { return }
        guarded.open = Outcomes()
        let events = Double(open.exposed.errors)
        let errors = events + Double(open.control.errors)
        guard errors > 0 else { return }
        func probability(_ ratio: Double) -> Double { ratio * exposed / (ratio * exposed + rest) }
        guarded.controlHarm.credit(
            events: events,
            costs: harmBets.costs(probability(comparison.maxRatio)) * errors,
            weight: weight,
            harmBets
        )
        // Few plans ask for safety that is shown, and only they pay for it.
        guard pass == .evidence else { return }
        let costs = Self.safeBets.costs(probability(comparison.passRatio)) * errors
        guarded.controlSafe += (Self.safeBets.logRatios * events - costs) * weight
    }

    /// Weighs how users fell into the arms since the reading before.
    private func weigh(_ guarded: inout GuardProgress) {
        let split = GuardState.Split(
            exposed: guarded.counts.exposed.exposures,
            rest: guarded.counts.control.exposures
        )
        if let before = guarded.split {
            guarded.ratio.place(guarded.placing.share, Self.ratioBets)
            let exposed = Double(split.exposed - before.exposed)
            let all = exposed + Double(split.rest - before.rest)
            guarded.ratio.credit(
                events: exposed,
                costs: ratioCosts * all,
                weight: weight,
                Self.ratioBets
            )
        }
        guarded.split = split
    }

    /// Whether the judge may find harm, or a sample ratio that is off, in a guard that stands there.
    func mayDecide(_ guarded: GuardProgress) -> Bool {
        // Money that is no number any more has overflowed: the judge reckons in logarithms.
        if comparison != nil, !(guarded.ratio.value < Self.ratioOff) { return true }
        guard guarded.attemptErrors >= Confidence.minimumErrors else { return false }
        if let limit {
            if !(guarded.limitHarm.value < threshold) { return true }
            if limit.errorRate <= 0, guarded.counts.exposed.errors >= Confidence.minimumErrors { return true }
        }
        return comparison != nil && !(guarded.controlHarm.value < threshold)
    }

    /// Whether the observed rate of a guard that passes by its estimate misses its limit, on counts that still come.
    func missesItsLimit(_ guarded: GuardProgress) -> Bool {
        guard let limit, pass == .estimate, guarded.lastGrowth == guarded.lastAsked else { return false }
        let counts = guarded.counts.exposed
        return counts.exposures > 0 && !limit.isMet(errors: counts.errors, trials: counts.exposures)
    }
}
