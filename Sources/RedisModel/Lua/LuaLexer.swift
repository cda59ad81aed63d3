/// Cuts a Lua 5.1 text into words.
struct LuaLexer {
    private let text: [UInt8]
    private var at = 0
    /// The line of the word that comes next, from 1.
    private(set) var line = 1

    init(_ text: [UInt8]) { self.text = text }

    /// The next word; `.end` for ever at the end.
    mutating func next() throws(LuaSyntaxFault) -> LuaToken {
        try skipSpace()
        guard let byte = peek() else { return .end }
        if Self.isNameStart(byte) { return name() }
        if Self.isDigit(byte) || byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true { return try number() }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return .string(Bytes(try quoted(byte))) }
        if byte == UInt8(ascii: "["), let level = longBracket() { return .string(Bytes(try long(level, of: "string"))) }
        return try mark(byte)
    }

    /// The word that a message is about, as it is written.
    static func shown(_ token: LuaToken) -> String {
        switch token {
        case .name(let bytes), .string(let bytes): bytes.text
        case .number(let number): String(decoding: NumberFormat.lua(number), as: UTF8.self)
        case .mark(let mark): mark
        case .end: "<eof>"
        }
    }

    // MARK: - Words

    private func peek(_ offset: Int = 0) -> UInt8? { at + offset < text.count ? text[at + offset] : nil }

    private func fault(_ message: String) -> LuaSyntaxFault { LuaSyntaxFault(message: message, line: line) }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || byte == 0x5F
    }

    private mutating func skipSpace() throws(LuaSyntaxFault) {
        while let byte = peek() {
            if byte == 0x0A {
                newLine()
            } else if NumberText.isSpace(byte) {
                at += 1
            } else if byte == UInt8(ascii: "-"), peek(1) == byte {
                at += 2
                if peek() == UInt8(ascii: "["), let level = longBracket() {
                    _ = try long(level, of: "comment")
                } else {
                    while let byte = peek(), byte != 0x0A { at += 1 }
                }
            } else {
                return
            }
        }
    }

    /// A line's end, of one or two bytes.
    private mutating func newLine() {
        let first = text[at]
        at += 1
        if let second = peek(), second == 0x0A || second == 0x0D, second != first { at += 1 }
        line += 1
    }

    private mutating func name() -> LuaToken {
        let start = at
        while let byte = peek(), Self.isNameStart(byte) || Self.isDigit(byte) { at += 1 }
        let bytes = Bytes(Array(text[start..<at]))
        let word = bytes.text
        return LuaToken.keywords.contains(word) ? .mark(word) : .name(bytes)
    }

    private mutating func number() throws(LuaSyntaxFault) -> LuaToken {
        let start = at
        while let byte = peek(), Self.isDigit(byte) || byte == UInt8(ascii: ".") { at += 1 }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            at += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { at += 1 }
        }
        while let byte = peek(), Self.isNameStart(byte) || Self.isDigit(byte) || byte == UInt8(ascii: ".") { at += 1 }
        let word = Array(text[start..<at])
        guard let number = NumberText.lua(word) else {
            throw fault("malformed number near '\(String(decoding: word, as: UTF8.self))'")
        }
        return .number(number)
    }

    private mutating func mark(_ byte: UInt8) throws(LuaSyntaxFault) -> LuaToken {
        for length in stride(from: 3, through: 1, by: -1) where at + length <= text.count {
            let word = String(decoding: text[at..<at + length], as: UTF8.self)
            if Self.marks.contains(word) {
                at += length
                return .mark(word)
            }
        }
        let word = String(decoding: [byte], as: UTF8.self)
        at += 1
        if byte < 0x20 { throw fault("unexpected symbol near 'char(\(byte))'") }
        // A sign that Lua does not know is a word of its own, which the grammar refuses.
        return .mark(word)
    }

    private static let marks: Set<String> = [
        "...", "..", "==", "~=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "%", "^", "#", "(", ")", "{", "}", "[", "]", ";",
        ":", ",", ".",
    ]

    // MARK: - Strings

    private mutating func quoted(_ quote: UInt8) throws(LuaSyntaxFault) -> [UInt8] {
        at += 1
        var bytes: [UInt8] = []
        while true {
            guard let byte = peek() else { throw fault("unfinished string near '<eof>'") }
            switch byte {
            case quote:
                at += 1
                return bytes
            case 0x0A, 0x0D: throw fault("unfinished string near '\(String(decoding: bytes.prefix(40), as: UTF8.self))'")
            case UInt8(ascii: "\\"): try escape(&bytes, quote)
            default:
                bytes.append(byte)
                at += 1
            }
        }
    }

    private mutating func escape(_ bytes: inout [UInt8], _ quote: UInt8) throws(LuaSyntaxFault) {
        at += 1
        guard let byte = peek() else { return }
        if byte == 0x0A || byte == 0x0D {
            newLine()
            bytes.append(0x0A)
            return
        }
        guard Self.isDigit(byte) else {
            at += 1
            bytes.append(Self.escapes[byte] ?? byte)
            return
        }
        var code = 0
        for _ in 0..<3 {
            guard let digit = peek(), Self.isDigit(digit) else { break }
            code = code * 10 + Int(digit - 0x30)
            at += 1
        }
        guard let value = UInt8(exactly: code) else {
            throw fault("escape sequence too large near '\(Bytes([quote] + bytes).text)'")
        }
        bytes.append(value)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
        UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    ]

    /// How many `=` stand in the long bracket that begins here; `nil` where there is none.
    private func longBracket() -> Int? {
        var end = at + 1
        while end < text.count, text[end] == UInt8(ascii: "=") { end += 1 }
        return end < text.count && text[end] == UInt8(ascii: "[") ? end - at - 1 : nil
    }

    private mutating func long(_ level: Int, of kind: String) throws(LuaSyntaxFault) -> [UInt8] {
        at += level + 2
        if let byte = peek(), byte == 0x0A || byte == 0x0D { newLine() }
        var bytes: [UInt8] = []
        while let byte = peek() {
            if byte == UInt8(ascii: "]"), peek(level + 1) == byte,
                text[(at + 1)..<(at + 1 + level)].allSatisfy({ $0 == UInt8(ascii: "=") })
            {
                at += level + 2
                return bytes
            }
            if byte == 0x0A || byte == 0x0D {
                newLine()
                bytes.append(0x0A)
            } else {
                bytes.append(byte)
                at += 1
            }
        }
        throw fault("unfinished long \(kind) near '<eof>'")
    }
}
