import Evidence
import Testing

/// Counts, limits and times at the ends of their ranges, and beyond them.
@Suite struct ExtremesTests {
    static let counts: [(errors: Int, trials: Int)] = [
        (0, 0), (0, 1), (1, 1), (0, 1_000_000_000_000), (50_000_000_000, 1_000_000_000_000),
        (1_000_000_000_000, 1_000_000_000_000), (0, .max), (.max / 2, .max), (.max, .max), (.max, 0),
    ]
    static let probabilities: [Double] = [0, .leastNonzeroMagnitude, 1e-12, 0.05, 0.5, 1 - 0x1p-53, 1]

    @Test(arguments: counts, probabilities)
    func everyValueIsANumber(counts: (errors: Int, trials: Int), probability: Double) {
        var limit = LimitEvidence()
        var comparison = ComparisonEvidence()
        var share = SampleRatioEvidence()
        for _ in 0..<3 {
            limit.credit(errors: counts.errors, trials: counts.trials, limit: probability, seconds: 1e300)
            comparison.credit(
                treatment: Arm(trials: counts.trials, errors: counts.errors),
                control: Arm(trials: .max, errors: counts.errors),
                ratio: probability,
                safeRatio: 1e300,
                seconds: .greatestFiniteMagnitude
            )
            share.credit(treatment: counts.errors, control: counts.trials, share: probability, seconds: 0)
        }
        for portfolio in [limit.harm, limit.safe, comparison.harm, comparison.safe, share.portfolio] {
            #expect(portfolio.logValue.isFinite)
            #expect(Portfolio(bets: portfolio.bets, reserve: portfolio.reserve, grid: portfolio.grid) == portfolio)
        }
    }

    @Test(arguments: counts)
    func everyIntervalHoldsWhatWasSeen(counts: (errors: Int, trials: Int)) {
        let interval = Interval.rate(events: counts.errors, trials: counts.trials)
        #expect(0 <= interval.low && interval.low <= interval.high && interval.high <= 1)
        if counts.trials > 0, counts.errors <= counts.trials {
            let rate = Double(counts.errors) / Double(counts.trials)
            #expect(interval.low <= rate && rate <= interval.high)
        }
        let arm = Arm(trials: counts.trials, errors: counts.errors)
        let ratio = Interval.ratio(treatment: arm, control: arm)
        #expect(0 <= ratio.low && ratio.low <= 1 && 1 <= ratio.high)
    }

    static let impossible: [(errors: Double, trials: Double, probability: Double)] = [
        (1, 1, .nan), (1, 1, -0.1), (1, 1, 1.1), (-1, 1, 0.1), (0, -1, 0.1),
        (.nan, 1, 0.1), (1, .nan, 0.1), (1, .infinity, 0.1), (.infinity, 1, 0.1),
    ]

    @Test(arguments: impossible)
    func whatCannotBeCreditsNothing(errors: Double, trials: Double, probability: Double) {
        var portfolio = Portfolio(grid: .proportion, reserve: 0.2)
        portfolio.credit(events: errors, trials: trials, probability: probability, clustering: 1)
        #expect(portfolio == Portfolio(grid: .proportion, reserve: 0.2))
    }

    @Test func negativeCountsCreditNothing() {
        var limit = LimitEvidence()
        limit.credit(errors: -1, trials: 5, limit: 0.1, seconds: 0)
        #expect(limit == LimitEvidence())
        var comparison = ComparisonEvidence()
        comparison.credit(
            treatment: Arm(trials: 50, errors: -1),
            control: Arm(trials: 50),
            ratio: 1,
            safeRatio: 1,
            seconds: 0
        )
        #expect(comparison == ComparisonEvidence())
        var share = SampleRatioEvidence()
        share.credit(treatment: 5, control: -1, share: 0.5, seconds: 0)
        #expect(share == SampleRatioEvidence())
    }

    @Test(arguments: [1, 0.5, 0, -3, .nan, -Double.infinity])
    func clusteringNeverRaisesEvidence(clustering: Double) {
        var (plain, odd) = (LimitEvidence(), LimitEvidence())
        plain.credit(errors: 9, trials: 50, limit: 0.05, seconds: 10)
        odd.credit(errors: 9, trials: 50, limit: 0.05, seconds: 10, clustering: clustering)
        #expect(odd == plain)
    }

    @Test func anOpenBlockThatNeverClosesStaysInRange() {
        var evidence = ComparisonEvidence()
        for _ in 0..<3 {
            evidence.credit(
                treatment: Arm(trials: .max, errors: .max),
                control: Arm(),
                ratio: 1,
                safeRatio: 1,
                seconds: 1
            )
        }
        #expect(evidence.openTreatment == Arm(trials: .max, errors: .max))
        #expect(abs(evidence.harm.logValue) < 1e-12)
    }
}
