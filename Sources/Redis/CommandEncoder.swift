/// Writes RESP arrays of bulk strings.
struct CommandEncoder {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func beginArray(count: Int) {
        bytes.append(UInt8(ascii: "*"))
        appendDigits(count)
        endLine()
    }

    mutating func append(_ text: String) {
        beginBulk(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
        endLine()
    }

    mutating func append(_ value: [UInt8]) {
        beginBulk(count: value.count)
        bytes.append(contentsOf: value)
        endLine()
    }

    mutating func append(_ number: Int) {
        append(String(number))
    }

    private mutating func beginBulk(count: Int) {
        bytes.append(UInt8(ascii: "$"))
        appendDigits(count)
        endLine()
    }

    /// Lengths are mostly below ten and never negative; this saves the `String`.
    private mutating func appendDigits(_ count: Int) {
        guard count >= 10 else {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: count))
            return
        }
        appendDigits(count / 10)
        appendDigits(count % 10)
    }

    private mutating func endLine() {
        bytes.append(0x0D)
        bytes.append(0x0A)
    }
}
