import Glibc

/// Bets against a promise, side by side, with a reserve from which more are placed as time goes by.
///
/// While the promise is kept, the value E = Σ bet_k + reserve is a nonnegative supermartingale that starts at 1: a batch of
/// x events in n trials multiplies bet k by the likelihood ratio
///
///     e^(x·d_k) / (1 + p·(e^d_k − 1))^n        d_k = ln r_k
///
/// whose expectation is at most 1 when no trial's probability, given the past, is above p (below p for ratios under 1), and
/// placing only moves money. So the chance that E ever reaches 1/α is at most α, however often it is looked at (Ville 1939).
/// Sources: Wald 1945 (the likelihood ratio), Robbins 1970 (its mixture), Waudby-Smith & Ramdas 2024 (testing by betting).
///
/// All amounts are natural logarithms. The state is K + 1 numbers whatever the counts, and only sums of counts matter:
/// readings may be cut anywhere but for the reserve's timing.
package struct Portfolio: Sendable, Equatable {
    /// The time in seconds over which the reserve falls to 1/e: τ, one day.
    package static let reserveDecay = 86_400.0

    /// The ratios and weights of the bets.
    package let grid: Grid

    /// ln bet_k, in the order of `grid.ratios`; −∞ is a bet without money.
    package private(set) var bets: [Double]

    /// ln of the reserve; −∞ when it is empty.
    package private(set) var reserve: Double

    /// A portfolio worth 1, with `reserve` (0…1) of it kept back and the rest put on the grid by its weights.
    package init(grid: Grid, reserve: Double) {
        let kept = reserve > 0 ? min(reserve, 1) : 0
        self.grid = grid
        self.bets = grid.bets.map { log1p(-kept) + $0.logWeight }
        self.reserve = log(kept)
    }

    /// A portfolio from storage.
    ///
    /// - Returns: nil unless there is one bet for each of the grid's ratios, none is NaN or +∞, and the reserve is at most 0
    ///   (the logarithm of everything).
    package init?(bets: [Double], reserve: Double, grid: Grid) {
        guard bets.count == grid.count, bets.allSatisfy({ $0 < .infinity }), reserve <= 0 else { return nil }
        self.grid = grid
        self.bets = bets
        self.reserve = reserve
    }

    /// ln E. Values at or above ln(1/α) reject the promise with the chance of a false alarm at most α.
    package var logValue: Double {
        var sum = LogSum()
        for bet in bets { sum.add(bet) }
        sum.add(reserve)
        return sum.value
    }

    /// Moves reserve·(1 − e^(−seconds/τ)) into the bets by their weights, so that harm which begins late is found as well.
    ///
    /// Negative or NaN `seconds` move nothing.
    package mutating func place(seconds: Double) {
        guard seconds > 0, reserve > -.infinity else { return }
        let decay = seconds / Self.reserveDecay
        move(reserve + log(-expm1(-decay)), leaving: reserve - decay)
    }

    /// Places half of what is left in the reserve: a new stage is a likely moment for harm to begin.
    package mutating func enterStage() {
        let half = reserve + log(0.5)
        move(half, leaving: half)
    }

    /// Takes `events` in `trials` into the bets: log bet_k += (x·d_k − n·log1p(p·expm1(d_k))) / φ.
    ///
    /// A negative or not finite count and a probability outside 0…1 credit nothing. More events than trials are taken: the
    /// halves of one reading may come apart, and only their sums matter.
    ///
    /// - Parameters:
    ///   - events: x, the new events; at least 0.
    ///   - trials: n, the new trials; at least 0.
    ///   - probability: p, that of an event at the limit of the promise; 0…1.
    ///   - clustering: φ, the number of events that may hang together; at least 1, anything else counts as 1. With at most φ
    ///     dependent events a unit, Hölder's inequality keeps the promise: E[Π f^(1/φ)] ≤ Π E[f]^(1/φ) ≤ 1.
    package mutating func credit(events: Double, trials: Double, probability: Double, clustering: Double) {
        guard events >= 0, trials >= 0, events + trials > 0, events.isFinite, trials.isFinite else { return }
        guard probability >= 0, probability <= 1 else { return }
        let divisor = Self.divisor(clustering)
        for k in bets.indices {
            let bet = grid.bets[k]
            bets[k] += (events * bet.logRatio - trials * log1p(probability * bet.gain)) / divisor
        }
    }

    /// The φ that `clustering` stands for: never below 1, where evidence would count for more than it is.
    static func divisor(_ clustering: Double) -> Double { clustering >= 1 ? clustering : 1 }

    private mutating func move(_ amount: Double, leaving rest: Double) {
        for k in bets.indices {
            bets[k] = LogSum.of(bets[k], amount + grid.bets[k].logWeight)
        }
        reserve = rest
    }
}
