/// The seeds of a run: some that are always the same, some new ones.
enum Seeds {
    static let few = Array(1...3) + fresh(1)
    static let many = Array(1...6) + fresh(2)

    private static func fresh(_ count: Int) -> [Int] { (0..<count).map { _ in Int.random(in: 1000...999_999_999) } }
}

/// A seeded generator (Steele, Lea & Flood 2014), so that a failing run can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number below `bound`.
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// One of several.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    /// Whether something happens that happens once in `count` times.
    mutating func once(in count: Int) -> Bool { below(count) == 0 }
}
