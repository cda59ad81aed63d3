import Glibc
import Testing

@testable import Simulation

@Suite struct ExponentialTests {
    @Test func isTheExponential() {
        var worst = 0.0
        for step in 0..<9_000 {
            let x = -600 + Double(step) * 0.1 + 0.0137
            let value = Exponential.of(SIMD16(repeating: x))[15]
            worst = max(worst, abs(value / exp(x) - 1))
        }
        #expect(worst < 2e-15, "\(worst)")
        #expect(Exponential.of(SIMD16())[0] == 1)
    }
}
