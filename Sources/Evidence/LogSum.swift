import Glibc

/// The logarithm of a sum of numbers that are given by their logarithms, so that no term overflows.
struct LogSum {
    private var largest = -Double.infinity
    /// The sum divided by its largest term.
    private var scaled = 0.0

    /// ln(Σ e^term); −∞ when nothing was added.
    var value: Double { scaled > 0 ? largest + log(scaled) : -.infinity }

    /// Adds e^`term`; −∞ adds nothing.
    mutating func add(_ term: Double) {
        if term <= largest {
            if term > -.infinity { scaled += exp(term - largest) }
        } else {
            scaled = scaled * exp(largest - term) + 1
            largest = term
        }
    }

    /// ln(e^a + e^b).
    static func of(_ a: Double, _ b: Double) -> Double {
        let (high, low) = a < b ? (b, a) : (a, b)
        // Below e^-40 of the larger, the smaller is under the rounding of the result.
        guard low - high > -40 else { return high }
        return high + log1p(exp(low - high))
    }
}
