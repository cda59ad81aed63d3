import Flags
import Wire

/// Flags of every kind.
enum Samples {
    /// A boolean that is on for everybody, changed as `change` says.
    static func on(_ key: String, _ change: (inout Flag) -> Void = { _ in }) -> Flag {
        var flag = Flag(key: key)
        flag.enabled = true
        flag.rolloutPercentage = 100
        flag.stamp.version = 3
        change(&flag)
        return flag
    }

    /// A flag that serves the first of two values to everybody.
    static func value(_ key: String, _ type: Flag.ValueType, _ served: JSON, _ other: JSON) -> Flag {
        on(key) { flag in
            flag.valueType = type
            flag.variants = [.init("a", served), .init("b", other)]
            flag.defaultVariant = "b"
            flag.distribution = [100, 0]
        }
    }

    static let pro = Rule(attribute: "plan", operator: .equals, value: "pro")
    /// A pattern that takes exponential time without bounds.
    static let hostile = Rule(attribute: "name", operator: .regex, value: "^(a+)+$")
    /// What it takes longest for, within the longest text that is searched.
    static let longest = String(repeating: "a", count: 4095) + "!"

    static let flags: [Flag] = [
        on("bool") { $0.clientSide = true },
        value("double", .float, two, JSON(1.5)),
        on("half") { flag in
            flag.rolloutPercentage = 50
            flag.stamp.revision = "17-0"
            flag.rolloutEntry = "9-1"
        },
        value("integer", .integer, 20, 2), on("killed") { $0.enabled = false },
        value("object", .object, ["z": JSON(JSON.Content.number(two.number ?? .init(0))), "a": [1, "é\"\n"]], [:]),
        on("pattern") { flag in
            flag.targeting = [hostile]
            flag.clientSide = true
        },
        on("rule") { flag in
            flag.targeting = [pro]
            flag.clientSide = true
            flag.owner = "growth"
            flag.stamp.updatedBy = "admin (for ann)"
        },
        on("segment") { flag in
            flag.segments = ["pros"]
            flag.clientSide = true
        },
        value("text", .string, "blau\\\"", "rot"), on("zero") { $0.rolloutPercentage = 0 },
    ]

    /// The number two, written with a fraction.
    private static let two = (try? JSON.parse("2.0")) ?? .null

    static let segments = [
        Segment(id: "nobody", rules: [pro]), Segment(id: "pros", owner: "growth", rules: [pro]),
    ]

    /// All of them, and one that cannot be read.
    static func snapshot(_ flags: [Flag] = flags, revision: String? = "40-0") -> Snapshot {
        let broken = StoredFlag(key: "broken", hash: [("enabled", "1"), ("valueType", "string"), ("variants", "[")])
        return Snapshot(
            stored: flags.map { StoredFlag(flag: $0) } + [broken],
            segments: segments.map { StoredSegment(segment: $0) },
            revision: revision
        )
    }
}
