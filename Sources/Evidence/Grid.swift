import Glibc

/// The bets of a portfolio: K odds ratios r_k, each with the share w_k of the money that is put on it.
///
/// Bet k says that the odds of an event are r_k times those allowed. A grid in place of one ratio is a mixture over the
/// unknown size of the harm (Robbins 1970): what it costs against the best single bet is at most ln(1/w_k).
package struct Grid: Sendable, Equatable {
    /// One ratio with what a credit needs of it, computed once.
    struct Bet: Sendable, Equatable {
        let ratio: Double
        let weight: Double
        /// d = ln r.
        let logRatio: Double
        /// e^d − 1, taken from `logRatio` so that both err alike and their bet stays fair.
        let gain: Double
        /// ln w.
        let logWeight: Double

        init(ratio: Double, weight: Double) {
            self.ratio = ratio
            self.weight = weight
            self.logRatio = log(ratio)
            self.gain = expm1(logRatio)
            self.logWeight = log(weight)
        }
    }

    let bets: [Bet]

    /// The odds ratios r_k, in the order of `Portfolio.bets`.
    package var ratios: [Double] { bets.map(\.ratio) }

    /// The weights w_k; they sum to 1.
    package var weights: [Double] { bets.map(\.weight) }

    /// The number of bets, K.
    package var count: Int { bets.count }

    /// The same weights on 1/r_k: bets that events are rarer than allowed.
    package var mirrored: Grid {
        Grid(bets.map { Bet(ratio: 1 / $0.ratio, weight: $0.weight) })
    }

    private init(_ bets: [Bet]) {
        self.bets = bets
    }

    /// Harm to a proportion, from 1.02 to 1,000 times the allowed odds; most of the money is on 1.25 to 5 times.
    package static let proportion = Grid([
        Bet(ratio: 1.02, weight: 0.01),
        Bet(ratio: 1.05, weight: 0.01),
        Bet(ratio: 1.1, weight: 0.02),
        Bet(ratio: 1.25, weight: 0.10),
        Bet(ratio: 1.5, weight: 0.18),
        Bet(ratio: 2, weight: 0.20),
        Bet(ratio: 3, weight: 0.12),
        Bet(ratio: 5, weight: 0.10),
        Bet(ratio: 10, weight: 0.08),
        Bet(ratio: 30, weight: 0.06),
        Bet(ratio: 100, weight: 0.05),
        Bet(ratio: 1000, weight: 0.07),
    ])

    /// `proportion` mirrored: the safety of a proportion.
    package static let safety = proportion.mirrored

    /// A sample ratio, which may be off to either side: r and 1/r of seven ratios, equally weighted.
    package static let sampleRatio: Grid = {
        let ratios = [1.02, 1.05, 1.1, 1.25, 1.5, 2, 5]
        let weight = 0.5 / Double(ratios.count)
        let above = Grid(ratios.map { Bet(ratio: $0, weight: weight) })
        return Grid(above.bets + above.mirrored.bets)
    }()
}
