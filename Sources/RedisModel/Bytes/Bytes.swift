/// A string of bytes, as Redis and Lua know strings: a key of the model's tables.
struct Bytes: Hashable, Sendable {
    var array: [UInt8]

    init(_ array: [UInt8]) { self.array = array }

    init(_ text: String) { array = Array(text.utf8) }

    /// At most 33 bytes are looked at, those of a long string in equal steps, as Lua does it.
    func hash(into hasher: inout Hasher) {
        var word = UInt64(truncatingIfNeeded: array.count)
        let step = array.count >> 5 + 1
        var index = array.count - 1
        while index >= 0 {
            word = (word ^ UInt64(array[index])) &* 0x0000_0100_0000_01B3
            index -= step
        }
        hasher.combine(word)
    }

    /// Byte by byte, unsigned; the shorter first.
    static func precedes(_ one: [UInt8], _ other: [UInt8]) -> Bool { one.lexicographicallyPrecedes(other) }

    /// Its text as the server puts it into messages: up to a zero byte, and to `limit` bytes.
    func shown(_ limit: Int = .max) -> String { Bytes(Array(array.prefix(limit).prefix { $0 != 0 })).text }

    /// Its text for messages; bytes that are no UTF-8 become U+FFFD.
    var text: String { String(decoding: array, as: UTF8.self) }
}

extension Bytes: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}

extension [UInt8] {
    /// ASCII letters small, everything else as it is.
    var lowercased: [UInt8] { map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 } }

    /// Whether it is `word` but for the size of letters; `word` is in small letters.
    func isWord(_ word: StaticString) -> Bool {
        let text = String(describing: word).utf8
        guard text.count == count else { return false }
        return zip(self, text).allSatisfy { byte, letter in (byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) == letter }
    }
}
