import Evidence
import Glibc
import Testing

/// The figures that are shown to people.
@Suite struct FiguresTests {
    @Test func thePValueOnlyFalls() {
        #expect(Confidence.pValue(logValue: -5) == 1)
        #expect(abs(Confidence.pValue(logValue: log(100)) - 0.01) < 1e-15)
        #expect(Confidence.pValue(logValue: 0, before: 0.03) == 0.03)
        #expect(Confidence.pValue(logValue: -1e6, before: 1) == 1)
        #expect(Confidence.pValue(logValue: 1e6) == 0)
    }

    @Test func oddsNeverOverflow() {
        #expect(abs(Confidence.odds(logValue: log(412)) - 412) < 1e-9)
        #expect(Confidence.odds(logValue: 297_688) == .greatestFiniteMagnitude)
        #expect(Confidence.odds(logValue: -.infinity) == 0)
    }

    @Test func withoutCountsAnythingIsPossible() {
        #expect(Interval.rate(events: 0, trials: 0) == Interval(low: 0, high: 1))
        #expect(Interval.rate(events: -1, trials: 5) == Interval(low: 0, high: 1))
        #expect(Interval.rate(events: 6, trials: 5) == Interval(low: 0, high: 1))
        #expect(Interval.ratio(treatment: Arm(), control: Arm(trials: 9)) == Interval(low: 0, high: .infinity))
        #expect(Arm().rate == nil)
        #expect(Arm(trials: 5, errors: 1).rateRatio(to: Arm(trials: 9)) == nil)
    }

    @Test func anIntervalIsWiderWithClustersAndMoreConfidence() {
        let plain = Interval.rate(events: 40, trials: 800)
        for wider in [
            Interval.rate(events: 40, trials: 800, clustering: 3), Interval.rate(events: 40, trials: 800, alpha: 0.001),
        ] {
            #expect(wider.low < plain.low && plain.high < wider.high)
        }
    }

    /// The interval's ends are where a portfolio without reserve crosses 2/α: 1 % within is below it, 1 % outside above.
    @Test(arguments: [(3, 9), (40, 800), (1, 100_000), (999, 1000)])
    func theEndsAreWhereThePortfolioCrosses(events: Int, trials: Int) {
        let interval = Interval.rate(events: events, trials: trials)
        func value(_ grid: Grid, odds: Double) -> Double {
            var portfolio = Portfolio(grid: grid, reserve: 0)
            let probability = odds / (1 + odds)
            portfolio.credit(events: Double(events), trials: Double(trials), probability: probability, clustering: 1)
            return portfolio.logValue
        }
        let (low, high) = (interval.low / (1 - interval.low), interval.high / (1 - interval.high))
        #expect(value(.proportion, odds: low * 0.99) > log(40) && value(.proportion, odds: low * 1.01) < log(40))
        #expect(value(.safety, odds: high * 0.99) < log(40) && value(.safety, odds: high * 1.01) > log(40))
    }

    @Test(arguments: [1, 4])
    func dispersionFindsTheBunches(bunch: Int) throws {
        var random = SplitMix64(seed: 5)
        var dispersion = Dispersion()
        for _ in 0..<400 {
            dispersion.add(events: bunch * random.events(in: 50, 0.1), trials: bunch * 50)
        }
        let factor = try #require(dispersion.factor)
        #expect(abs(factor / Double(bunch) - 1) < 0.3)
        #expect(dispersion.coveringEventsPerUser == (bunch == 1 ? nil : Int(factor.rounded(.up))))
    }

    /// Against the formula of the docstring, worked out plainly.
    @Test func dispersionIsPearsons() throws {
        let readings = (0..<30).map { (events: ($0 * 7) % 11, trials: 20 + $0) }
        var dispersion = Dispersion()
        for reading in readings.dropLast() { dispersion.add(events: reading.events, trials: reading.trials) }
        dispersion.add(events: 0, trials: 0)
        #expect(dispersion.factor == nil)
        for reading in readings.suffix(1) { dispersion.add(events: reading.events, trials: reading.trials) }
        let all = readings.reduce((events: 0.0, trials: 0.0)) {
            ($0.events + Double($1.events), $0.trials + Double($1.trials))
        }
        let mean = all.events / all.trials
        let terms = readings.map { (reading: (events: Int, trials: Int)) -> Double in
            let expected = Double(reading.trials) * mean
            let miss = Double(reading.events) - expected
            return miss * miss / (expected * (1 - mean))
        }
        #expect(abs(try #require(dispersion.factor) - terms.reduce(0, +) / 29) < 1e-12)
        let stored = Dispersion(
            readings: dispersion.readings,
            trials: dispersion.trials,
            mean: dispersion.mean,
            spread: dispersion.spread
        )
        #expect(stored == dispersion)
    }

    @Test func dispersionHasNoFigureWithoutVariance() {
        for events in [0, 9] {
            var dispersion = Dispersion()
            for _ in 0..<40 { dispersion.add(events: events, trials: 9) }
            #expect(dispersion.factor == nil && dispersion.coveringEventsPerUser == nil)
        }
    }

    static let impossible: [(Int, Double, Double, Double)] = [
        (-1, 1, 0.1, 1), (1, .nan, 0.1, 1), (1, 1, -0.1, 1), (1, 1, 0.1, .infinity),
    ]

    @Test(arguments: impossible)
    func aTallyThatCannotBeIsRefused(readings: Int, trials: Double, mean: Double, spread: Double) {
        #expect(Dispersion(readings: readings, trials: trials, mean: mean, spread: spread) == nil)
    }

    @Test func dispersionAtTheEndsOfItsRange() throws {
        var dispersion = try #require(Dispersion(readings: .max, trials: 1, mean: 0.5, spread: 1))
        dispersion.add(events: 1, trials: 2)
        #expect(dispersion.readings == .max)
        var huge = Dispersion()
        for reading in 0..<30 { huge.add(events: reading % 2 == 0 ? .max : 0, trials: .max) }
        #expect(huge.coveringEventsPerUser == .max)
    }

    @Test func waldsBound() {
        // ln 100 / (0.1·ln 2 + 0.9·ln(0.9/0.95))
        let expected = log(100) / (0.1 * log(2) + 0.9 * log(0.9 / 0.95))
        #expect(abs(WaldBound.users(limit: 0.05, rate: 0.1, alpha: 0.01) / expected - 1) < 1e-12)
        #expect(abs(WaldBound.users(limit: 0.05, rate: 1, alpha: 0.01) - log(100) / log(20)) < 1e-12)
        #expect(WaldBound.users(limit: 0, rate: 0.1, alpha: 0.01) == 0)
        let harmless: [(Double, Double)] = [(0.05, 0.05), (0.05, 0.01), (1, 1), (0, 0), (.nan, 0.1), (0.05, .nan)]
        for (limit, rate) in harmless {
            #expect(WaldBound.users(limit: limit, rate: rate, alpha: 0.01) == .infinity)
        }
    }
}
