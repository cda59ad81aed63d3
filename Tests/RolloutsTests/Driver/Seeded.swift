import Glibc

/// A seeded generator (Steele, Lea & Flood 2014), so that a failing run can be run again.
struct Seeded: RandomNumberGenerator {
    private var word: UInt64

    init(seed: UInt64) { word = seed }

    mutating func next() -> UInt64 {
        word &+= 0x9E37_79B9_7F4A_7C15
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func happens(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...(values.count - 1))] }

    /// Events in `trials` independent trials, by the gaps between them.
    mutating func events(in trials: Int, _ probability: Double) -> Int {
        guard probability > 0, trials > 0 else { return 0 }
        guard probability < 1 else { return trials }
        var count = 0
        var at = 0.0
        while true {
            at += (log(1 - Double.random(in: 0..<1, using: &self)) / log1p(-probability)).rounded(.down) + 1
            guard at <= Double(trials) else { return count }
            count += 1
        }
    }
}
