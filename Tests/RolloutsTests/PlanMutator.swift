import Wire

/// Spoils good plans, always in the same way for the same seed.
struct PlanMutator {
    /// Values that stand where a reader expects others.
    static let oddities: [JSON] = [
        JSON(.null), true, 0, -1, 1, 2, 0.5, 1e308, -1e-308, 100, 100.001, JSON(Int.max), JSON(Int.min), "", "x", "1h",
        "0s",
        "99999999999999999999d", "hold", "{flag}", "{oops}", "2026-12-26", "\u{2028}\u{7}", [], [[]], [1, 1], ["staff"],
        ["staff", "staff"], [:], ["for": "1s"], ["name": "x"],
    ]

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A number from 0 up to `bound` (Steele, Lea & Flood 2014).
    mutating func number(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(max(1, bound)))
    }

    /// `bytes` with one to four bytes removed, changed, added or doubled.
    mutating func spoiled(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...number(below: 4) {
            let index = number(below: bytes.count)
            switch number(below: 4) {
            case 0: bytes.remove(at: index)
            case 1: bytes[index] = UInt8(number(below: 256))
            case 2:
                bytes.insert(
                    contentsOf: Array("\"{}[],:0\n\r\\".utf8).prefix(1 + number(below: 11)).suffix(1),
                    at: index
                )
            default: bytes.insert(contentsOf: bytes[index...].prefix(number(below: 40)), at: index)
            }
        }
        return bytes
    }

    /// `json` with one value in it removed, doubled or replaced by an odd one.
    mutating func spoiled(_ json: JSON) -> JSON {
        let odd = Self.oddities[number(below: Self.oddities.count)]
        switch json.value {
        case .object(var members) where !members.isEmpty:
            let index = number(below: members.count)
            switch number(below: 8) {
            case 0: members.remove(at: index)
            case 1: members.append(members[index])
            case 2: members[index].name += "s"
            case 3: members[index].value = odd
            default: members[index].value = spoiled(members[index].value)
            }
            return JSON(.object(members))
        case .array(var elements) where !elements.isEmpty:
            let index = number(below: elements.count)
            switch number(below: 8) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            case 2: elements.swapAt(0, index)
            case 3: elements[index] = odd
            default: elements[index] = spoiled(elements[index])
            }
            return JSON(elements)
        case .null, .bool, .number, .string, .array, .object: return odd
        }
    }
}
