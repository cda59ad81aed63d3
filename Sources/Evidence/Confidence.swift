import Glibc

/// What a portfolio's value means: thresholds, p-values and odds.
package enum Confidence {
    /// Exposed errors in an attempt below which no evidence is a breach: one or two say too little about anything.
    package static let minimumErrors = 3

    /// ln(1/α): the log value at which a portfolio rejects, with at most the chance `alpha` that it ever does so wrongly.
    package static func threshold(alpha: Double) -> Double { -log(alpha) }

    /// The p-value that is valid at every moment: 1 over the largest value so far, at most 1 (Ville 1939).
    ///
    /// - Parameters:
    ///   - logValue: `Portfolio.logValue` now.
    ///   - before: the p-value after the reading before.
    package static func pValue(logValue: Double, before: Double = 1) -> Double {
        min(before, 1, exp(-logValue))
    }

    /// The odds to one against the promise, e^`logValue`; what is beyond a Double is its greatest finite number.
    package static func odds(logValue: Double) -> Double {
        min(exp(logValue), .greatestFiniteMagnitude)
    }
}
