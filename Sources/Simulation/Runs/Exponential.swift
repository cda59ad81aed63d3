/// e^x of sixteen numbers at once, by multiplications and additions only: the simulation takes it at every reading.
enum Exponential {
    /// e^x for x within ±700, to about 1e-15 of it.
    ///
    /// x = k·ln 2 + r with |r| ≤ ln 2 / 2: the series of e^r, and k added to the exponent of the result.
    @inline(__always)
    static func of(_ x: SIMD16<Double>) -> SIMD16<Double> {
        // Adding 1.5·2^52 rounds to a whole number, which is then in the lowest bits.
        let shifted = x * 1.4426950408889634 + 0x1.8p52
        let k = shifted - 0x1.8p52
        // ln 2 in two parts, so that the difference keeps its digits.
        let r = (x - k * 0x1.62E42FEEp-1) - k * 0x1.A39EF35793C76p-33
        var sum = SIMD16<Double>(repeating: 1 / 6_227_020_800)
        sum = sum * r + 1 / 479_001_600
        sum = sum * r + 1 / 39_916_800
        sum = sum * r + 1 / 3_628_800
        sum = sum * r + 1 / 362_880
        sum = sum * r + 1 / 40_320
        sum = sum * r + 1 / 5040
        sum = sum * r + 1 / 720
        sum = sum * r + 1 / 120
        sum = sum * r + 1 / 24
        sum = sum * r + 1 / 6
        sum = sum * r + 0.5
        sum = sum * r + 1
        sum = sum * r + 1
        // Both are sixteen words of 64 bits, so the bits of the one are those of the other.
        let powers = unsafe unsafeBitCast(shifted, to: SIMD16<UInt64>.self) &<< 52
        let bits = unsafe unsafeBitCast(sum, to: SIMD16<UInt64>.self)
        return unsafe unsafeBitCast(bits &+ powers, to: SIMD16<Double>.self)
    }
}
