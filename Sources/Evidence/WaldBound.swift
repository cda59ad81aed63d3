import Glibc

/// The yardstick: what a test needs that was told the size of the harm beforehand.
package enum WaldBound {
    /// Wald's expected sample size, E[N] ≈ ln(1/α) / KL(rate, limit), the least of any test with false alarms at most α
    /// (Wald 1945), with Bernoulli's divergence KL(q, p) = q·ln(q/p) + (1 − q)·ln((1 − q)/(1 − p)).
    ///
    /// Whole users and whole readings come on top: a test cannot stop in the middle of one, which shows when few are needed.
    ///
    /// - Parameters:
    ///   - limit: p, the allowed probability of an error; 0…1.
    ///   - rate: q, the true one; 0…1.
    ///   - alpha: the chance of a false alarm; above 0, below 1.
    /// - Returns: users until the harm is shown; +∞ when there is no harm (`rate` ≤ `limit`), 0 when nothing is allowed.
    package static func users(limit: Double, rate: Double, alpha: Double) -> Double {
        guard limit >= 0, rate > limit, rate <= 1 else { return .infinity }
        let excess = rate - limit
        let failing = rate * log1p(excess / limit)
        let passing = rate < 1 ? (1 - rate) * log1p(-excess / (1 - limit)) : 0
        return Confidence.threshold(alpha: alpha) / (failing + passing)
    }
}
