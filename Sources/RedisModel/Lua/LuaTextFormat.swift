/// `string.format`
enum LuaTextFormat {
    /// What stands between `%` and the letter.
    private struct Directive {
        var isLeft = false
        var hasPlus = false
        var hasSpace = false
        var isAlternative = false
        var hasZeros = false
        var width = 0
        var precision: Int?
    }

    @Sendable
    static func format(_ arguments: LuaArguments) throws(LuaFault) -> LuaValue {
        let format = try arguments.bytes(0)
        var text: [UInt8] = []
        var next = 0
        var at = 0
        while at < format.count {
            let byte = format[at]
            at += 1
            guard byte == UInt8(ascii: "%") else {
                text.append(byte)
                continue
            }
            if at < format.count, format[at] == UInt8(ascii: "%") {
                text.append(byte)
                at += 1
                continue
            }
            let directive = try directive(format, &at, arguments)
            let letter = at < format.count ? format[at] : 0
            at += 1
            next += 1
            guard next < arguments.count else { throw arguments.fault(next, "no value") }
            text += try item(letter, directive, arguments, next)
        }
        return .string(Bytes(text))
    }

    private static func directive(_ format: [UInt8], _ at: inout Int, _ arguments: LuaArguments) throws(LuaFault) -> Directive {
        var directive = Directive()
        let start = at
        flags: while at < format.count {
            switch format[at] {
            case UInt8(ascii: "-"): directive.isLeft = true
            case UInt8(ascii: "+"): directive.hasPlus = true
            case UInt8(ascii: " "): directive.hasSpace = true
            case UInt8(ascii: "#"): directive.isAlternative = true
            case UInt8(ascii: "0"): directive.hasZeros = true
            default: break flags
            }
            at += 1
        }
        guard at - start < 6 else { throw arguments.run.fault("invalid format (repeated flags)") }
        func number() -> Int {
            var number = 0
            for _ in 0..<2 {
                guard at < format.count, LuaLexer.isDigit(format[at]) else { break }
                number = number * 10 + Int(format[at] - 0x30)
                at += 1
            }
            return number
        }
        directive.width = number()
        if at < format.count, format[at] == UInt8(ascii: ".") {
            at += 1
            directive.precision = number()
        }
        guard at >= format.count || !LuaLexer.isDigit(format[at]) else {
            throw arguments.run.fault("invalid format (width or precision too long)")
        }
        return directive
    }

    private static func item(
        _ letter: UInt8,
        _ directive: Directive,
        _ arguments: LuaArguments,
        _ index: Int
    ) throws(LuaFault) -> [UInt8] {
        switch letter {
        case UInt8(ascii: "d"), UInt8(ascii: "i"):
            let number = try arguments.integer(index)
            return padded(signed(digits(number.magnitude, 10, directive), number < 0, directive), directive, isInteger: true)
        case UInt8(ascii: "u"), UInt8(ascii: "o"), UInt8(ascii: "x"), UInt8(ascii: "X"):
            return padded(unsigned(letter, UInt(bitPattern: try arguments.integer(index)), directive), directive, isInteger: true)
        case UInt8(ascii: "c"):
            return padded([UInt8(truncatingIfNeeded: try arguments.integer(index))], directive, isText: true)
        case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "f"), UInt8(ascii: "g"), UInt8(ascii: "G"):
            return floating(letter, try arguments.number(index), directive)
        case UInt8(ascii: "q"): return quoted(try arguments.bytes(index))
        case UInt8(ascii: "s"):
            let bytes = try arguments.bytes(index)
            return padded(directive.precision.map { Array(bytes.prefix($0)) } ?? bytes, directive, isText: true)
        default:
            let shown = letter == 0 ? "" : String(decoding: [letter], as: UTF8.self)
            throw arguments.run.fault("invalid option '%\(shown)' to 'format'")
        }
    }

    private static func digits(_ number: UInt, _ radix: Int, _ directive: Directive) -> [UInt8] {
        let digits = number == 0 && directive.precision == 0 ? [] : Array(String(number, radix: radix).utf8)
        return [UInt8](repeating: 0x30, count: max(0, (directive.precision ?? 0) - digits.count)) + digits
    }

    private static func unsigned(_ letter: UInt8, _ number: UInt, _ directive: Directive) -> [UInt8] {
        switch letter {
        case UInt8(ascii: "o"):
            let text = digits(number, 8, directive)
            return directive.isAlternative && text.first != 0x30 ? [0x30] + text : text
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            let mark = directive.isAlternative && number != 0 ? Array("0x".utf8) : []
            let text = mark + digits(number, 16, directive)
            return letter == UInt8(ascii: "x") ? text : text.map { $0 >= 0x61 ? $0 & 0xDF : $0 }
        default: return digits(number, 10, directive)
        }
    }

    private static func floating(_ letter: UInt8, _ number: Double, _ directive: Directive) -> [UInt8] {
        let precision = directive.precision ?? 6
        var text: [UInt8] =
            switch letter | 0x20 {
            case UInt8(ascii: "e"): NumberFormat.scientific(number.magnitude, precision: precision)
            case UInt8(ascii: "f"): NumberFormat.fixed(number.magnitude, precision: precision)
            default: NumberFormat.general(number.magnitude, precision: precision, keepsZeros: directive.isAlternative)
            }
        if letter & 0x20 == 0 { text = text.map { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 } }
        return padded(signed(text, number.sign == .minus, directive), directive, isFinite: number.isFinite)
    }

    private static func signed(_ text: [UInt8], _ isNegative: Bool, _ directive: Directive) -> [UInt8] {
        if isNegative { return [UInt8(ascii: "-")] + text }
        if directive.hasPlus { return [UInt8(ascii: "+")] + text }
        return directive.hasSpace ? [UInt8(ascii: " ")] + text : text
    }

    private static func padded(
        _ text: [UInt8],
        _ directive: Directive,
        isInteger: Bool = false,
        isText: Bool = false,
        isFinite: Bool = true
    ) -> [UInt8] {
        let missing = directive.width - text.count
        guard missing > 0 else { return text }
        if directive.isLeft { return text + [UInt8](repeating: 0x20, count: missing) }
        // An integer with a precision, a text and what is no finite number are filled with spaces.
        guard directive.hasZeros, !isText, isFinite, !(isInteger && directive.precision != nil) else {
            return [UInt8](repeating: 0x20, count: missing) + text
        }
        var front = 0
        if let first = text.first, !LuaLexer.isDigit(first) { front = 1 }
        if text.count > front + 1, text[front] == 0x30, text[front + 1] | 0x20 == UInt8(ascii: "x") { front += 2 }
        return text[..<front] + [UInt8](repeating: 0x30, count: missing) + text[front...]
    }

    private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
        var text = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0A: text += [UInt8(ascii: "\\"), byte]
            case 0x0D: text += Array("\\r".utf8)
            case 0: text += Array("\\000".utf8)
            default: text.append(byte)
            }
        }
        return text + [UInt8(ascii: "\"")]
    }
}
