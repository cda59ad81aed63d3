/// Numbers as C's printf writes them.
enum NumberFormat {
    /// `%.14g`: how Lua turns a number into a string.
    static func lua(_ number: Double) -> [UInt8] { general(number, precision: 14) }

    /// `%.17g`: how Redis takes a number as an argument of a command.
    static func redis(_ number: Double) -> [UInt8] { general(number, precision: 17) }

    /// `%.{precision}g`; with `keepsZeros`, `%#g`.
    static func general(_ number: Double, precision: Int, keepsZeros: Bool = false) -> [UInt8] {
        if !keepsZeros, precision >= 14, number.magnitude < 1e14, let whole = Int64(exactly: number),
            whole != 0 || number.sign == .plus
        {
            return Array(String(whole).utf8)
        }
        guard let sign = finiteSign(number) else { return special(number) }
        let precision = max(precision, 1)
        var decimal = DecimalDigits(number)
        decimal.round(to: precision)
        let exponent = decimal.digits.isEmpty ? 0 : decimal.point - 1
        guard exponent < -4 || exponent >= precision else {
            let text = plain(decimal, fraction: precision - 1 - exponent)
            return sign + (keepsZeros ? text : trimmed(text))
        }
        let text = mantissa(decimal, fraction: precision - 1)
        return sign + (keepsZeros ? text : trimmed(text)) + power(exponent, letter: "e")
    }

    /// `%.{precision}f`
    static func fixed(_ number: Double, precision: Int) -> [UInt8] {
        guard let sign = finiteSign(number) else { return special(number) }
        var decimal = DecimalDigits(number)
        decimal.round(to: decimal.point + precision)
        return sign + plain(decimal, fraction: precision)
    }

    /// `%.{precision}e`
    static func scientific(_ number: Double, precision: Int) -> [UInt8] {
        guard let sign = finiteSign(number) else { return special(number) }
        var decimal = DecimalDigits(number)
        decimal.round(to: precision + 1)
        let exponent = decimal.digits.isEmpty ? 0 : decimal.point - 1
        return sign + mantissa(decimal, fraction: precision) + power(exponent, letter: "e")
    }

    private static func finiteSign(_ number: Double) -> [UInt8]? {
        guard number.isFinite else { return nil }
        return number.sign == .minus ? [UInt8(ascii: "-")] : []
    }

    private static func special(_ number: Double) -> [UInt8] {
        Array(((number.sign == .minus ? "-" : "") + (number.isNaN ? "nan" : "inf")).utf8)
    }

    private static func plain(_ decimal: DecimalDigits, fraction: Int) -> [UInt8] {
        var text: [UInt8] = []
        for place in -max(decimal.point, 1)..<0 { text.append(0x30 + decimal.digit(at: place)) }
        guard fraction > 0 else { return text }
        text.append(UInt8(ascii: "."))
        for place in 0..<fraction { text.append(0x30 + decimal.digit(at: place)) }
        return text
    }

    private static func mantissa(_ decimal: DecimalDigits, fraction: Int) -> [UInt8] {
        func digit(_ index: Int) -> UInt8 { 0x30 + (decimal.digits.indices.contains(index) ? decimal.digits[index] : 0) }
        var text = [digit(0)]
        guard fraction > 0 else { return text }
        text.append(UInt8(ascii: "."))
        for index in 1...fraction { text.append(digit(index)) }
        return text
    }

    private static func trimmed(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(UInt8(ascii: ".")) else { return text }
        var text = text
        while text.last == UInt8(ascii: "0") { text.removeLast() }
        if text.last == UInt8(ascii: ".") { text.removeLast() }
        return text
    }

    private static func power(_ exponent: Int, letter: Character) -> [UInt8] {
        let digits = String(exponent.magnitude)
        return Array("\(letter)\(exponent < 0 ? "-" : "+")\(digits.count < 2 ? "0" : "")\(digits)".utf8)
    }
}
