/// A fast generator of random words that a seed repeats: xoshiro256++ (Blackman & Vigna 2021), seeded by SplitMix64.
struct Xoshiro: Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The stream number `stream` of `seed`: streams do not depend on the order in which they are drawn.
    init(seed: UInt64, stream: UInt64 = 0) {
        // The stream is mixed before it meets the seed, so that neighbours do not share words.
        var word = seed ^ Self.mixed(stream &* 0xD134_2543_DE82_EF95 &+ 0x2545_F491_4F6C_DD1D)
        func next() -> UInt64 {
            word &+= 0x9E37_79B9_7F4A_7C15
            return Self.mixed(word)
        }
        words = (next(), next(), next(), next())
    }

    /// Sixty-four random bits.
    mutating func next() -> UInt64 {
        let sum = words.0 &+ words.3
        let result = ((sum << 23) | (sum >> 41)) &+ words.0
        let shifted = words.1 << 17
        words.2 ^= words.0
        words.3 ^= words.1
        words.1 ^= words.2
        words.0 ^= words.3
        words.2 ^= shifted
        words.3 = (words.3 << 45) | (words.3 >> 19)
        return result
    }

    /// Uniform above 0 and at most 1, so that its logarithm is finite.
    mutating func unit() -> Double { Double((next() >> 11) &+ 1) * 0x1p-53 }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
