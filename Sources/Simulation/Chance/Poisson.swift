import Glibc

/// A Poisson distribution, drawn exactly: by inversion below a mean of 10, by transformed rejection from there on.
///
/// Users come independently and fail independently, so failures and successes are two independent Poisson counts: this is
/// the only distribution that the simulation needs.
struct Poisson: Sendable {
    /// The expected count, 0 or more.
    let mean: Double

    private static let inversionBelow = 10.0

    /// e^−mean, for the inversion.
    private let none: Double
    // Of the rejection, by the names that its paper gives them.
    private let logMean: Double
    private let b: Double
    private let a: Double
    private let logInverseAlpha: Double
    private let vr: Double

    /// The distribution of that mean; one below 0, or none, is 0.
    init(mean: Double) {
        self.mean = mean > 0 ? min(mean, 1e15) : 0
        none = exp(-self.mean)
        logMean = log(self.mean)
        b = 0.931 + 2.53 * self.mean.squareRoot()
        a = -0.059 + 0.02483 * b
        logInverseAlpha = log(1.1239 + 1.1328 / (b - 3.4))
        vr = 0.9277 - 3.6224 / (b - 2)
    }

    /// One count.
    @inline(__always)
    func draw(_ random: inout Xoshiro) -> Int {
        mean < Self.inversionBelow ? invert(&random) : reject(&random)
    }

    /// Walks up the distribution until it has passed a uniform number.
    @inline(__always)
    private func invert(_ random: inout Xoshiro) -> Int {
        var rest = random.unit()
        var probability = none
        var count = 0
        // Beyond 200 nothing of a mean below 10 is left; rounding must not make an endless loop of it.
        while rest > probability, count < 200 {
            rest -= probability
            count += 1
            probability *= mean / Double(count)
        }
        return count
    }

    /// PTRS, the transformed rejection with a squeeze (Hörmann 1993); nine of ten draws need no logarithm.
    private func reject(_ random: inout Xoshiro) -> Int {
        while true {
            let u = random.unit() - 0.5
            let v = random.unit()
            let us = 0.5 - abs(u)
            let count = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
            if us >= 0.07, v <= vr { return Int(count) }
            guard count >= 0, us >= 0.013 || v <= us else { continue }
            let height = log(v) + logInverseAlpha - log(a / (us * us) + b)
            if height <= count * logMean - mean - Self.logFactorial(count) { return Int(count) }
        }
    }

    /// ln n!: by the product below 10, by Stirling's series above, which is exact there to a rounding of 1e-12.
    static func logFactorial(_ n: Double) -> Double {
        guard n >= 10 else {
            var product = 1.0
            for factor in stride(from: 2.0, through: n, by: 1) { product *= factor }
            return log(product)
        }
        let inverse = 1 / n
        let square = inverse * inverse
        let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)))
        return n * log(n) - n + 0.5 * log(2 * Double.pi * n) + series
    }
}
