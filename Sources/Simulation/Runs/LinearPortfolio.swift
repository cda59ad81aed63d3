import Evidence
import Glibc

/// A portfolio's money as it is, not by its logarithms: many times as fast, for as long as it cannot overflow.
///
/// The judge's `Portfolio` stays the one that decides. What is lost here is money below 1e-260, of which the reserve places
/// more with every reading, and a rounding of about 1e-12.
struct LinearPortfolio {
    /// The bets of a grid with what a credit needs of them; unused lanes have no weight.
    struct Bets {
        let count: Int
        let weights: SIMD16<Double>
        let logRatios: SIMD16<Double>
        let gains: SIMD16<Double>

        init(_ grid: Grid) {
            count = min(grid.count, SIMD16<Double>.scalarCount)
            var (weights, logRatios, gains) = (SIMD16<Double>(), SIMD16<Double>(), SIMD16<Double>())
            for (lane, bet) in zip(grid.ratios, grid.weights).prefix(count).enumerated() {
                weights[lane] = bet.1
                logRatios[lane] = log(bet.0)
                gains[lane] = expm1(log(bet.0))
            }
            (self.weights, self.logRatios, self.gains) = (weights, logRatios, gains)
        }

        /// What a trial takes from each logarithm where an event has this probability.
        func costs(_ probability: Double) -> SIMD16<Double> {
            var costs = SIMD16<Double>()
            for lane in 0..<count { costs[lane] = log1p(probability * gains[lane]) }
            return costs
        }
    }

    private(set) var money: SIMD16<Double>
    private(set) var reserve: Double

    /// The judge's portfolio.
    init(_ portfolio: Portfolio) {
        money = SIMD16()
        for (lane, bet) in portfolio.bets.prefix(SIMD16<Double>.scalarCount).enumerated() { money[lane] = exp(bet) }
        reserve = exp(portfolio.reserve)
    }

    /// The judge's portfolio again; `nil` where money has overflowed.
    func portfolio(_ grid: Grid) -> Portfolio? {
        Portfolio(bets: (0..<grid.count).map { log(money[$0]) }, reserve: log(reserve), grid: grid)
    }

    /// E itself.
    var value: Double { money.sum() + reserve }

    /// Moves this share of the reserve into the bets.
    @inline(__always)
    mutating func place(_ share: Double, _ bets: Bets) {
        let moved = reserve * share
        money += bets.weights * moved
        reserve -= moved
    }

    /// Multiplies the bets by the likelihood ratios of `events` in trials that cost `costs` together, at their weight 1/φ.
    @inline(__always)
    mutating func credit(events: Double, costs: SIMD16<Double>, weight: Double, _ bets: Bets) {
        var exponents = (bets.logRatios * events - costs) * weight
        // Beyond these, money is nothing beside what is placed next, or far above every threshold.
        exponents.replace(with: -600, where: exponents .< -600)
        exponents.replace(with: 300, where: exponents .> 300)
        money *= Exponential.of(exponents)
    }
}
