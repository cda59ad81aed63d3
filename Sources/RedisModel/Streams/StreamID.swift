import Redis

/// The name of a stream's entry: a moment in milliseconds and a number within it.
struct StreamID: Hashable, Comparable, Sendable {
    var milliseconds: UInt64
    var number: UInt64

    static let least = StreamID(milliseconds: 0, number: 0)
    static let greatest = StreamID(milliseconds: .max, number: .max)

    static func < (one: StreamID, other: StreamID) -> Bool {
        (one.milliseconds, one.number) < (other.milliseconds, other.number)
    }

    /// The next; `nil` behind the greatest.
    var next: StreamID? {
        if number < .max { return StreamID(milliseconds: milliseconds, number: number + 1) }
        return milliseconds < .max ? StreamID(milliseconds: milliseconds + 1, number: 0) : nil
    }

    /// The one before; `nil` before the least.
    var previous: StreamID? {
        if number > 0 { return StreamID(milliseconds: milliseconds, number: number - 1) }
        return milliseconds > 0 ? StreamID(milliseconds: milliseconds - 1, number: .max) : nil
    }

    var reply: RedisReply { .text("\(milliseconds)-\(number)") }

    static let invalid = Refusal("ERR Invalid stream ID specified as stream command argument")

    /// Reads `1700000000000-3` or `1700000000000`.
    static func read(_ text: [UInt8], missingNumber: UInt64 = 0) throws(Refusal) -> StreamID {
        let parts = text.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        guard text.count < 128, let first = parts.first, let milliseconds = unsigned(Array(first)) else { throw invalid }
        guard parts.count > 1 else { return StreamID(milliseconds: milliseconds, number: missingNumber) }
        guard let number = unsigned(Array(parts[1])) else { throw invalid }
        return StreamID(milliseconds: milliseconds, number: number)
    }

    /// The same with `-` and `+` for the ends.
    static func readOpen(_ text: [UInt8], missingNumber: UInt64 = 0) throws(Refusal) -> StreamID {
        if text == [UInt8(ascii: "-")] { return .least }
        if text == [UInt8(ascii: "+")] { return .greatest }
        return try read(text, missingNumber: missingNumber)
    }

    /// The lower end of a range, behind an id where it begins with `(`.
    static func readStart(_ text: [UInt8]) throws(Refusal) -> StreamID {
        guard text.count > 1, text[0] == UInt8(ascii: "(") else { return try readOpen(text) }
        guard let next = try read(Array(text.dropFirst())).next else {
            throw Refusal("ERR invalid start ID for the interval")
        }
        return next
    }

    /// The upper end of a range.
    static func readEnd(_ text: [UInt8]) throws(Refusal) -> StreamID {
        guard text.count > 1, text[0] == UInt8(ascii: "(") else { return try readOpen(text, missingNumber: .max) }
        guard let previous = try read(Array(text.dropFirst()), missingNumber: .max).previous else {
            throw Refusal("ERR invalid end ID for the interval")
        }
        return previous
    }

    /// As strtoull reads it: zeros in front are no matter.
    static func unsigned(_ text: [UInt8]) -> UInt64? {
        guard !text.isEmpty, text.allSatisfy(LuaLexer.isDigit) else { return nil }
        return UInt64(Bytes(text).text)
    }
}
