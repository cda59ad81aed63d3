/// A seeded generator (Steele, Lea & Flood 2014), so that a failing run can be run again.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Whether an event of this probability happens.
    mutating func happens(_ probability: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < probability
    }

    /// The number of events in `trials` independent trials.
    mutating func events(in trials: Int, _ probability: Double) -> Int {
        (0..<trials).reduce(0) { count, _ in happens(probability) ? count + 1 : count }
    }
}
