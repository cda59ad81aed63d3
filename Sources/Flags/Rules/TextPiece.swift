/// The text that a rule compares with, prepared for looking it up in attributes of any length in linear time.
struct TextPiece: Sendable {
    /// As it was written.
    let text: String
    /// Whether both sides are folded first.
    let ignoresCase: Bool
    /// The bytes to compare with, folded where case is ignored.
    private let bytes: [UInt8]
    /// For each byte, how much of the piece still matches when the byte after it does not (Knuth, Morris and Pratt).
    private let restarts: [Int]

    init(_ text: String, ignoresCase: Bool) {
        self.text = text
        self.ignoresCase = ignoresCase
        bytes = Array((ignoresCase ? FoldedText.fold(text) : text).utf8)
        restarts = Self.restarts(of: bytes)
    }

    func equals(_ other: String) -> Bool {
        guard ignoresCase else { return other.utf8.count == bytes.count && starts(other) }
        // A folded scalar has one byte or more: what has more scalars than the piece has bytes is longer.
        let folded = FoldedText.foldedPrefix(of: other, scalars: bytes.count + 1)
        return folded.utf8.count == bytes.count && starts(folded)
    }

    func isPrefix(of other: String) -> Bool {
        starts(ignoresCase ? FoldedText.foldedPrefix(of: other, scalars: bytes.count) : other)
    }

    func isSuffix(of other: String) -> Bool {
        let tail = ignoresCase ? FoldedText.foldedSuffix(of: other, scalars: bytes.count) : other
        let span = tail.utf8Span.span
        guard span.count >= bytes.count else { return false }
        let offset = span.count - bytes.count
        for index in bytes.indices where span[offset + index] != bytes[index] { return false }
        return true
    }

    func isContained(in other: String) -> Bool {
        guard !bytes.isEmpty else { return true }
        let whole = ignoresCase ? FoldedText.fold(other) : other
        let span = whole.utf8Span.span
        var matched = 0
        for index in span.indices {
            let byte = span[index]
            while matched > 0, bytes[matched] != byte { matched = restarts[matched - 1] }
            if bytes[matched] == byte { matched += 1 }
            if matched == bytes.count { return true }
        }
        return false
    }

    /// Whether `other` stands ahead of the piece (-1), is the same (0) or stands behind it (1), scalar by scalar.
    func order(of other: String) -> Int {
        // The order is decided within the piece's length, or by one scalar more.
        let folded = ignoresCase ? FoldedText.foldedPrefix(of: other, scalars: bytes.count + 1) : other
        let span = folded.utf8Span.span
        // UTF-8 orders bytes as it orders scalars.
        for index in 0..<min(span.count, bytes.count) where span[index] != bytes[index] {
            return span[index] < bytes[index] ? -1 : 1
        }
        return span.count < bytes.count ? -1 : span.count == bytes.count ? 0 : 1
    }

    private func starts(_ other: String) -> Bool {
        let span = other.utf8Span.span
        guard span.count >= bytes.count else { return false }
        for index in bytes.indices where span[index] != bytes[index] { return false }
        return true
    }

    private static func restarts(of bytes: [UInt8]) -> [Int] {
        var restarts = [Int](repeating: 0, count: bytes.count)
        var matched = 0
        for index in bytes.indices.dropFirst() {
            while matched > 0, bytes[matched] != bytes[index] { matched = restarts[matched - 1] }
            if bytes[matched] == bytes[index] { matched += 1 }
            restarts[index] = matched
        }
        return restarts
    }
}
