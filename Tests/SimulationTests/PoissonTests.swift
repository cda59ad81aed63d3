import Glibc
import Testing

@testable import Simulation

@Suite struct PoissonTests {
    /// Mean, variance and both tails against the distribution's own, on both sides of the change of method.
    @Test(arguments: [0.0075, 0.4, 3, 9.9, 10, 27.5, 1500, 40_000])
    func drawsItsDistribution(mean: Double) {
        let poisson = Poisson(mean: mean)
        var random = Xoshiro(seed: 7)
        let draws = 40_000
        var (sum, squares, below, above) = (0.0, 0.0, 0, 0)
        let (low, high) = ((mean - 1.5 * mean.squareRoot()).rounded(.down), (mean + 2 * mean.squareRoot()).rounded(.up))
        for _ in 0..<draws {
            let count = Double(poisson.draw(&random))
            sum += count
            squares += (count - mean) * (count - mean)
            if count <= low { below += 1 }
            if count > high { above += 1 }
        }
        let size = Double(draws)
        #expect(abs(sum / size - mean) < 4.5 * (mean / size).squareRoot())
        let fourth = mean + 3 * mean * mean
        #expect(abs(squares / size - mean) < 4.5 * ((fourth - mean * mean) / size).squareRoot())
        let least = low < 0 ? 0 : Self.atMost(low, mean: mean)
        #expect(abs(Double(below) / size - least) < 4.5 * (least * (1 - least) / size).squareRoot() + 1e-9)
        let most = 1 - Self.atMost(high, mean: mean)
        #expect(abs(Double(above) / size - most) < 4.5 * (most * (1 - most) / size).squareRoot() + 1e-9)
    }

    @Test func drawsNothingOfNothing() {
        var random = Xoshiro(seed: 1)
        for mean in [0, -1, Double.nan] { #expect(Poisson(mean: mean).draw(&random) == 0) }
    }

    @Test(arguments: [(0.0, 0.0), (5, 4.787491742782046), (10, 15.104412573075516), (100, 363.73937555556347)])
    func knowsFactorials(n: Double, log: Double) {
        #expect(abs(Poisson.logFactorial(n) - log) < 1e-10)
    }

    @Test func streamsDiffer() {
        var words = Set<UInt64>()
        for stream in UInt64(0)..<100 {
            var random = Xoshiro(seed: 3, stream: stream)
            for _ in 0..<10 { words.insert(random.next()) }
        }
        #expect(words.count == 1000)
    }

    /// P(X ≤ count), summed from its largest term outwards by the logarithm of each.
    private static func atMost(_ count: Double, mean: Double) -> Double {
        var sum = 0.0
        for k in stride(from: 0, through: count, by: 1) {
            sum += exp(k * log(mean) - mean - Poisson.logFactorial(k))
        }
        return sum
    }
}
