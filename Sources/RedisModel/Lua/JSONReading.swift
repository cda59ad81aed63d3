/// `cjson.decode`: takes what that library takes, and words its faults alike.
struct JSONReading {
    private let text: [UInt8]
    private let codec: JSONCodec
    private let run: LuaRun
    private var at = 0
    private var start = 0
    private var depth = 0

    private enum Token {
        case objectBegin, objectEnd, arrayBegin, arrayEnd, colon, comma, end, null
        case string([UInt8])
        case number(Double)
        case boolean(Bool)
        case fault(String)

        var name: String {
            switch self {
            case .objectBegin: "T_OBJ_BEGIN"
            case .objectEnd: "T_OBJ_END"
            case .arrayBegin: "T_ARR_BEGIN"
            case .arrayEnd: "T_ARR_END"
            case .colon: "T_COLON"
            case .comma: "T_COMMA"
            case .end: "T_END"
            case .null: "T_NULL"
            case .string: "T_STRING"
            case .number: "T_NUMBER"
            case .boolean: "T_BOOLEAN"
            case .fault(let message): message
            }
        }
    }

    /// Reads a whole text.
    static func decode(_ text: [UInt8], _ codec: JSONCodec, _ run: LuaRun) throws(LuaFault) -> LuaValue {
        if text.count >= 2, text[0] == 0 || text[1] == 0 {
            throw run.fault("JSON parser does not support UTF-16 or UTF-32")
        }
        try run.spend(text.count >> 3)
        var reading = JSONReading(text: text, codec: codec, run: run)
        let value = try reading.value(reading.next())
        let rest = reading.next()
        guard case .end = rest else { throw reading.expected("the end", rest) }
        return value
    }

    private init(text: [UInt8], codec: JSONCodec, run: LuaRun) {
        self.text = text
        self.codec = codec
        self.run = run
    }

    private func expected(_ what: String, _ token: Token) -> LuaFault {
        run.fault("Expected \(what) but found \(token.name) at character \(start + 1)")
    }

    // MARK: - Values

    private mutating func value(_ token: Token) throws(LuaFault) -> LuaValue {
        switch token {
        case .string(let bytes): return .string(Bytes(bytes))
        case .number(let number): return .number(number)
        case .boolean(let flag): return .boolean(flag)
        case .null: return .null
        case .objectBegin: return try object()
        case .arrayBegin: return try array()
        case .objectEnd, .arrayEnd, .colon, .comma, .end, .fault: throw expected("value", token)
        }
    }

    private mutating func descend() throws(LuaFault) {
        depth += 1
        guard depth <= min(codec.readDepth, 1000) else {
            throw run.fault("Found too many nested data structures (\(depth))")
        }
    }

    private mutating func object() throws(LuaFault) -> LuaValue {
        try descend()
        let table = LuaTable()
        var token = next()
        if case .objectEnd = token {
            depth -= 1
            return .table(table)
        }
        while true {
            guard case .string(let key) = token else { throw expected("object key string", token) }
            token = next()
            guard case .colon = token else { throw expected("colon", token) }
            table[.string(Bytes(key))] = try value(next())
            token = next()
            if case .objectEnd = token {
                depth -= 1
                return .table(table)
            }
            guard case .comma = token else { throw expected("comma or object end", token) }
            token = next()
        }
    }

    private mutating func array() throws(LuaFault) -> LuaValue {
        try descend()
        var items: [LuaValue] = []
        var token = next()
        if case .arrayEnd = token {
            depth -= 1
            return .table(LuaTable())
        }
        while true {
            items.append(try value(token))
            token = next()
            if case .arrayEnd = token {
                depth -= 1
                return .table(LuaTable(items: items))
            }
            guard case .comma = token else { throw expected("comma or array end", token) }
            token = next()
        }
    }

    // MARK: - Words

    private func byte(_ index: Int) -> UInt8 { index < text.count ? text[index] : 0 }

    private func begins(_ word: StaticString) -> Bool {
        at + word.utf8CodeUnitCount <= text.count
            && text[at..<at + word.utf8CodeUnitCount].elementsEqual(String(describing: word).utf8)
    }

    private mutating func next() -> Token {
        while at < text.count, text[at] == 0x20 || text[at] == 0x09 || text[at] == 0x0A || text[at] == 0x0D { at += 1 }
        start = at
        func single(_ token: Token) -> Token {
            at += 1
            return token
        }
        // A zero byte ends the text for this library.
        switch byte(at) {
        case 0: return .end
        case UInt8(ascii: "{"): return single(.objectBegin)
        case UInt8(ascii: "}"): return single(.objectEnd)
        case UInt8(ascii: "["): return single(.arrayBegin)
        case UInt8(ascii: "]"): return single(.arrayEnd)
        case UInt8(ascii: ":"): return single(.colon)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "-"), 0x30...0x39:
            return !codec.readsInvalidNumbers && isInvalidNumber ? .fault("invalid number") : number()
        case UInt8(ascii: "t") where begins("true"):
            at += 4
            return .boolean(true)
        case UInt8(ascii: "f") where begins("false"):
            at += 5
            return .boolean(false)
        case UInt8(ascii: "n") where begins("null"):
            at += 4
            return .null
        case UInt8(ascii: "+"), UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "n"), UInt8(ascii: "N"):
            return codec.readsInvalidNumbers && isInvalidNumber ? number() : .fault("invalid token")
        default: return .fault("invalid token")
        }
    }

    /// Whether strtod would take what JSON does not allow.
    private var isInvalidNumber: Bool {
        var p = at
        if byte(p) == UInt8(ascii: "+") { return true }
        if byte(p) == UInt8(ascii: "-") { p += 1 }
        if byte(p) == UInt8(ascii: "0") { return byte(p + 1) | 0x20 == UInt8(ascii: "x") || LuaLexer.isDigit(byte(p + 1)) }
        if byte(p) <= UInt8(ascii: "9") { return false }
        let word = Array(text[p..<min(p + 3, text.count)])
        return word.isWord("inf") || word.isWord("nan")
    }

    private mutating func number() -> Token {
        guard let (number, end) = NumberText.prefix(text, from: at) else { return .fault("invalid number") }
        at = end
        return .number(number)
    }

    private mutating func string() -> Token {
        at += 1
        var bytes: [UInt8] = []
        while byte(at) != UInt8(ascii: "\"") {
            let byte = byte(at)
            if byte == 0 {
                start = at
                return .fault("unexpected end of string")
            }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                at += 1
                continue
            }
            if self.byte(at + 1) == UInt8(ascii: "u") {
                guard let (code, length) = unicode() else {
                    start = at
                    return .fault("invalid unicode escape code")
                }
                bytes += Array(String(Character(code)).utf8)
                at += length
            } else if let plain = Self.escapes[self.byte(at + 1)] {
                bytes.append(plain)
                at += 2
            } else {
                start = at
                return .fault("invalid escape code")
            }
        }
        at += 1
        return .string(bytes)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "/"): UInt8(ascii: "/"),
        UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
    ]

    private func unicode() -> (Unicode.Scalar, length: Int)? {
        guard let code = hex4(at + 2) else { return nil }
        guard code & 0xF800 == 0xD800 else { return Unicode.Scalar(code).map { ($0, 6) } }
        guard code & 0x400 == 0, byte(at + 6) == UInt8(ascii: "\\"), byte(at + 7) == UInt8(ascii: "u"),
            let low = hex4(at + 8), low & 0xFC00 == 0xDC00
        else { return nil }
        return Unicode.Scalar((code & 0x3FF) << 10 + 0x10000 + (low & 0x3FF)).map { ($0, 12) }
    }

    private func hex4(_ index: Int) -> UInt32? {
        var code: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = NumberText.hexDigit(byte(index + offset)) else { return nil }
            code = code << 4 | UInt32(digit)
        }
        return code
    }
}
