/// Chance from a seed: the same seed throws the same numbers (SplitMix64; Steele, Lea & Flood 2014).
package struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Dice that repeat themselves for the same seed.
    package init(seed: UInt64) { state = seed }

    /// Any 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number from 0 up to `bound`, which is at least 1.
    package mutating func number(below bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    /// One of `choices`, which are not empty.
    package mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[number(below: choices.count)] }
}
