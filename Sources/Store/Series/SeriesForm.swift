import Rollouts

/// The bytes of a chunk: a format byte, then for each point a header and what it says is new.
///
/// Everything is told as the difference from what the point before lets expect, so that steady traffic takes two or three
/// bytes a point. Whole numbers are LEB128, those that may be negative folded (0, -1, 1, -2 …) before it.
///
///     header   bits 0-1  time: the usual step since the point before, 1 or 2 tenths more, or 3: a step follows, the usual one from now on
///              bits 2-3  kind: 0 counts, 1 counts of both arms, 2 value, 3 other
///              bits 4-7  counts: new errors, 15: they follow; value: the folded difference, 15: it follows; other: which
///     counts   the change of the increase of exposures; then errors where 15 says so; then, for control, both
///     other    0-2 a trouble; 4, 5 counts of one or both arms with conversions; 15 a length and the name of the entry of all that follow
enum SeriesForm {
    static let format: UInt8 = 1
    /// In a header's bits 4-7: more follows.
    static let follows = 15

    enum Kind: Int {
        case counts = 0
        case bothArms = 1
        case value = 2
        case other = 3
    }

    /// Kind 3's bits 4-7, beside the troubles.
    enum Other: Int {
        case noData = 0
        case malformed = 1
        case unreachable = 2
        case converted = 4
        case bothConverted = 5
        case entry = 15
    }

    /// What is known before a point, by writer and reader alike.
    struct Before {
        /// Tenths of a second since 1970.
        var time = 0
        /// The usual step, in tenths.
        var step = 0
        var entry = ""
        var exposed = Arm()
        var rest = Arm()
        var rank = 0
    }

    /// What is known of an arm's counts.
    struct Arm {
        var exposures = 0
        /// By how much exposures rose last.
        var increase = 0
        var errors = 0
        var conversions = 0

        var counts: ArmCounts { ArmCounts(exposures: exposures, errors: errors, conversions: conversions) }
    }

    static func folded(_ number: Int) -> UInt { UInt(bitPattern: (number << 1) ^ (number >> (Int.bitWidth - 1))) }

    static func unfolded(_ number: UInt) -> Int { Int(bitPattern: number >> 1) ^ -Int(bitPattern: number & 1) }
}
