import Flags
import Testing
import Wire

extension Flag {
    /// A boolean that is on for everybody, changed as `change` says.
    static func on(_ key: String = "f", _ change: (inout Flag) -> Void = { _ in }) -> Flag {
        var flag = Flag(key: key)
        flag.enabled = true
        flag.rolloutPercentage = 100
        change(&flag)
        return flag
    }

    /// A flag of texts whose variants are called as their values, the first one being the default.
    static func texts(_ names: [String], distribution: [Double]? = nil, percentage: Double = 100) -> Flag {
        var flag = on()
        flag.valueType = .string
        flag.variants = names.map { Flag.Variant($0, JSON($0)) }
        flag.defaultVariant = names.first ?? ""
        flag.distribution = distribution
        flag.rolloutPercentage = percentage
        return flag
    }
}

extension Context {
    /// A context of JSON text.
    static func text(_ text: String) throws -> Context { try Context(JSON.parse(text)) }

    /// A user with these attributes.
    static func user(_ id: String = "u", _ attributes: [(String, JSON)] = []) -> Context {
        Context([JSON.Member(name: "targetingKey", value: JSON(id))] + attributes.map { .init(name: $0, value: $1) })
    }
}

extension Snapshot {
    /// Evaluates the first of the flags alone.
    static func evaluate(_ flag: Flag, _ context: Context, segments: [Segment] = []) -> Evaluation {
        Snapshot(flags: [flag], segments: segments).evaluate(flag.key, context)
    }
}

/// Takes every key but `bad key`.
let keyRules = KeyRules(
    flag: { $0 == "bad key" ? "may hold no space" : nil },
    segment: { $0 == "bad key" ? "may hold no space" : nil }
)

/// Steele, Lea and Flood's SplitMix64: the same numbers at every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
