/// Strings and numbers.
extension JSONReader {
    /// Reads a string whose opening quote stands next.
    mutating func readString() throws(JSONFault) -> String {
        let start = place
        offset += 1
        // What is decoded, once an escape is met, of all before `run`.
        var decoded: [UInt8] = []
        var run = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                let rest = bytes[run..<offset]
                offset += 1
                guard !decoded.isEmpty else { return String(decoding: rest, as: UTF8.self) }
                decoded.append(contentsOf: rest)
                return String(decoding: decoded, as: UTF8.self)
            } else if byte == UInt8(ascii: "\\") {
                decoded.append(contentsOf: bytes[run..<offset])
                try readEscape(into: &decoded, from: start)
                run = offset
            } else if byte < 0x20 {
                throw controlCharacter(byte, from: start)
            } else {
                if byte & 0xC0 == 0x80 { lineOrigin += 1 }
                offset += 1
            }
        }
        throw endInsideString(from: start)
    }

    private mutating func readEscape(into decoded: inout [UInt8], from start: Place) throws(JSONFault) {
        guard let letter = afterNext else { throw endInsideString(from: start) }
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"): return try readUnicodeEscape(into: &decoded, from: start)
        default: throw unknownEscape()
        }
        offset += 2
    }

    /// Reads `\uXXXX`, or two of them that make one scalar beyond the basic plane (RFC 8259, section 7).
    private mutating func readUnicodeEscape(into decoded: inout [UInt8], from start: Place) throws(JSONFault) {
        let first = try codeUnit(at: offset, from: start)
        var scalar = Unicode.Scalar(first)
        var length = 6
        if UTF16.isLeadSurrogate(first), next(after: 6) == UInt8(ascii: "\\"), next(after: 7) == UInt8(ascii: "u") {
            let second = try codeUnit(at: offset + 6, from: start)
            if UTF16.isTrailSurrogate(second) {
                scalar = Unicode.Scalar(0x10000 + (UInt32(first) & 0x3FF) << 10 + UInt32(second) & 0x3FF)
                length = 12
            }
        }
        guard let scalar else { throw loneSurrogate(first) }
        decoded.append(contentsOf: String(Character(scalar)).utf8)
        offset += length
    }

    private func next(after distance: Int) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    /// The four hexadecimal digits of the `\uXXXX` at an offset.
    private func codeUnit(at escape: Int, from start: Place) throws(JSONFault) -> UInt16 {
        var unit: UInt16 = 0
        for index in escape + 2..<escape + 6 {
            guard index < bytes.count else { throw endInsideString(from: start) }
            let digit: UInt8
            switch bytes[index] {
            case let byte where Self.isDigit(byte): digit = byte - UInt8(ascii: "0")
            case let byte where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte):
                digit = byte - UInt8(ascii: "a") + 10
            case let byte where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte):
                digit = byte - UInt8(ascii: "A") + 10
            default: throw shortUnicodeEscape(at: place(at: escape))
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Reads a number whose minus sign or first digit stands next (RFC 8259, section 6).
    mutating func readNumber() throws(JSONFault) -> JSONNumber {
        let start = offset
        if next == UInt8(ascii: "-") { offset += 1 }
        let whole = skipDigits()
        if whole == 0 { throw noDigits(from: start) }
        if whole > 1, bytes[offset - whole] == UInt8(ascii: "0") { throw leadingZero(from: start) }
        if next == UInt8(ascii: ".") {
            offset += 1
            if skipDigits() == 0 { throw invalidNumber("put a digit after the decimal point", from: start) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            if skipDigits() == 0 { throw invalidNumber("put a digit into the exponent", from: start) }
        }
        if let byte = next, Self.isWord(byte) || byte == UInt8(ascii: ".") {
            throw invalidNumber("write the number in decimal digits only, such as 1200 or 0.5 or 1e3", from: start)
        }
        return JSONNumber(checked: String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    /// Steps over digits and returns how many there were.
    private mutating func skipDigits() -> Int {
        let start = offset
        while offset < bytes.count, Self.isDigit(bytes[offset]) { offset += 1 }
        return offset - start
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Whether a byte is an ASCII letter, digit or underscore.
    static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
    }
}
