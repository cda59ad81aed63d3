/// Random numbers drawn from the seed: SplitMix64 (Steele, Lea and Flood 2014), one stream for each use.
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    /// The stream called `name` of `seed`.
    init(seed: UInt64, _ name: String) {
        // FNV-1a, so that a name gives the same stream in every run.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        state = seed &* 0x9e37_79b9_7f4a_7c15 ^ hash
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A whole number of `range`.
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True in `percent` of a hundred.
    mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// One of `choices`, by weight; the first where all weights are 0.
    mutating func pick<Choice>(_ choices: [(weight: Int, choice: Choice)], else other: Choice) -> Choice {
        var left = number(0...max(0, choices.reduce(0) { $0 + $1.weight } - 1))
        for (weight, choice) in choices {
            left -= weight
            if left < 0 { return choice }
        }
        return other
    }
}
