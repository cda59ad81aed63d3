import Glibc
import Rollouts

/// A seeded generator of what happens by chance (SplitMix64: Steele, Lea & Flood 2014), with the draws that a simulation needs.
package struct Chance: RandomNumberGenerator, Sendable {
    private var word: UInt64

    /// The stream called `stream` of `seed`: streams do not depend on how much is drawn from others.
    package init(seed: UInt64, stream: String = "") {
        // FNV-1a tells the streams' names apart.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        word = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mixed(hash)
    }

    /// Sixty-four random bits.
    package mutating func next() -> UInt64 {
        word &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(word)
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Below `bound`, evenly; 0 where `bound` is not above 1.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number of `range`, evenly.
    mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// From 0 to below 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Whether something of this probability happens.
    mutating func happens(_ probability: Double) -> Bool { unit() < probability }

    /// One of `values`, evenly; there must be one.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    /// A duration of `range`, to the millisecond.
    mutating func span(_ range: ClosedRange<Duration>) -> Duration {
        .milliseconds(number(range.lowerBound.milliseconds...range.upperBound.milliseconds))
    }

    /// Events among `trials` independent trials, by the gaps between them.
    mutating func events(in trials: Int, _ probability: Double) -> Int {
        guard probability > 0, trials > 0 else { return 0 }
        guard probability < 1 else { return trials }
        var count = 0
        var at = 0.0
        while true {
            at += (log(1 - unit()) / log1p(-probability)).rounded(.down) + 1
            guard at <= Double(trials) else { return count }
            count += 1
        }
    }
}
