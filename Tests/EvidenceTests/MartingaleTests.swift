import Evidence
import Glibc
import Testing

/// The promise itself, by counting out every outcome: while the limit is kept, the expected value is at most 1.
@Suite struct MartingaleTests {
    /// The probabilities of 0…n events in n trials.
    private func binomial(_ n: Int, _ probability: Double) -> [Double] {
        var masses = [1.0]
        for _ in 0..<n {
            let (kept, shifted) = (masses + [0], [0] + masses)
            masses = zip(kept, shifted).map { $0 * (1 - probability) + $1 * probability }
        }
        return masses
    }

    /// E over two readings of n trials each at the true rate, with money placed before and between them.
    private func expectation(_ start: Portfolio, limit: Double, rate: Double, trials n: Int) -> Double {
        let masses = binomial(n, rate)
        var sum = 0.0
        for (first, mass) in masses.enumerated() {
            var middle = start
            middle.place(seconds: 20_000)
            middle.credit(events: Double(first), trials: Double(n), probability: limit, clustering: 1)
            middle.enterStage()
            for (second, rest) in masses.enumerated() {
                var end = middle
                end.place(seconds: 40_000)
                end.credit(events: Double(second), trials: Double(n), probability: limit, clustering: 1)
                sum += mass * rest * exp(end.logValue)
            }
        }
        return sum
    }

    @Test(arguments: [Grid.proportion, .safety, .sampleRatio], [0.001, 0.05, 0.5, 0.9])
    func atTheLimitItIsOne(grid: Grid, limit: Double) {
        for trials in [1, 2, 7, 12] {
            let start = Portfolio(grid: grid, reserve: 0.2)
            #expect(abs(expectation(start, limit: limit, rate: limit, trials: trials) - 1) < 1e-9)
        }
    }

    @Test(arguments: [0.001, 0.05, 0.5, 0.9])
    func withinTheLimitItIsLess(limit: Double) {
        let harm = Portfolio(grid: .proportion, reserve: 0.2)
        #expect(expectation(harm, limit: limit, rate: limit * 0.9, trials: 6) < 1)
        #expect(expectation(harm, limit: limit, rate: limit * 1.05, trials: 6) > 1)
        let safe = Portfolio(grid: .safety, reserve: 0)
        #expect(expectation(safe, limit: limit, rate: limit * 1.05, trials: 6) < 1)
        #expect(expectation(safe, limit: limit, rate: limit * 0.9, trials: 6) > 1)
    }

    /// Every event comes twice: only the clustered credit keeps the promise, and exactly.
    @Test func clusteringPaysForPairs() {
        func expectation(clustering: Double) -> Double {
            binomial(8, 0.05).enumerated().reduce(0) { sum, outcome in
                var portfolio = Portfolio(grid: .proportion, reserve: 0.2)
                portfolio.credit(
                    events: Double(2 * outcome.offset),
                    trials: 16,
                    probability: 0.05,
                    clustering: clustering
                )
                return sum + outcome.element * exp(portfolio.logValue)
            }
        }
        #expect(abs(expectation(clustering: 2) - 1) < 1e-9)
        #expect(expectation(clustering: 1) > 2)
    }

    /// Both arms fail at rates whose ratio is the allowed one; whatever the rate, E is at most 1, and close to it when rare.
    @Test(arguments: [1.0, 1.5, 4], [0.001, 0.02, 0.2])
    func comparisonKeepsThePromise(ratio: Double, base: Double) {
        let (exposed, compared) = (6, 18)
        var (harm, safe) = (0.0, 0.0)
        for (errors, mass) in binomial(exposed, ratio * base).enumerated() {
            for (failed, rest) in binomial(compared, base).enumerated() {
                var evidence = ComparisonEvidence()
                evidence.credit(
                    treatment: Arm(trials: exposed, errors: errors),
                    control: Arm(trials: compared, errors: failed),
                    ratio: ratio,
                    safeRatio: ratio,
                    seconds: 10
                )
                harm += mass * rest * exp(evidence.harm.logValue)
                safe += mass * rest * exp(evidence.safe.logValue)
            }
        }
        #expect(harm <= 1 + 1e-9 && safe <= 1 + 1e-9)
        if base == 0.001 { #expect(harm > 0.99 && safe > 0.99) }
    }
}
