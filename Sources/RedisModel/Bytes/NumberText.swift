/// Reads numbers as C's strtod and as Redis do.
enum NumberText {
    /// What `strtod` reads from `start`: the number and where it ends; `nil` where there is none.
    static func prefix(_ text: [UInt8], from start: Int = 0) -> (number: Double, end: Int)? {
        var at = start
        while at < text.count, isSpace(text[at]) { at += 1 }
        let begin = at
        if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") { at += 1 }
        let isNegative = at > begin && text[begin] == UInt8(ascii: "-")
        func signed(_ number: Double) -> Double { isNegative ? -number : number }
        if let end = word(text, at, "infinity") ?? word(text, at, "inf") { return (signed(.infinity), end) }
        if let end = word(text, at, "nan") { return (signed(.nan), end) }
        if word(text, at, "0x") != nil, let (number, end) = hexadecimal(text, at + 2) { return (signed(number), end) }
        guard let end = decimalEnd(text, at) else { return nil }
        guard let number = Double(String(decoding: text[at..<end], as: UTF8.self)) else { return nil }
        return (signed(number), end)
    }

    /// A whole string as Lua takes it for a number: spaces around it, hexadecimal too.
    static func lua(_ text: [UInt8]) -> Double? {
        // Nearly every such text is a short count.
        if let whole = integer(text), whole.magnitude < 1 << 53 { return Double(whole) }
        guard case (let number, var end)? = prefix(text) else { return nil }
        while end < text.count, isSpace(text[end]) { end += 1 }
        return end == text.count ? number : nil
    }

    /// A 64-bit number as Redis takes it: no spaces, no plus, no zeros in front.
    static func integer(_ text: [UInt8]) -> Int? {
        guard let first = text.first, text.count <= 20 else { return nil }
        if text.count == 1, first == UInt8(ascii: "0") { return 0 }
        let isNegative = first == UInt8(ascii: "-")
        let digits = isNegative ? text.dropFirst() : text[...]
        guard let lead = digits.first, lead >= 0x31, lead <= 0x39 else { return nil }
        var number = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let step = Int(digit - 0x30)
            let (sum, carry) = isNegative ? tens.subtractingReportingOverflow(step) : tens.addingReportingOverflow(step)
            guard !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Where `word` ends, if it begins at `at` in letters of any size.
    private static func word(_ text: [UInt8], _ at: Int, _ word: StaticString) -> Int? {
        let end = at + word.utf8CodeUnitCount
        guard end <= text.count, Array(text[at..<end]).isWord(word) else { return nil }
        return end
    }

    private static func decimalEnd(_ text: [UInt8], _ start: Int) -> Int? {
        var at = start
        func digits() -> Int {
            let begin = at
            while at < text.count, text[at] >= 0x30, text[at] <= 0x39 { at += 1 }
            return at - begin
        }
        var count = digits()
        if at < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            count += digits()
        }
        guard count > 0 else { return nil }
        let mantissaEnd = at
        guard at < text.count, text[at] | 0x20 == UInt8(ascii: "e") else { return at }
        at += 1
        if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") { at += 1 }
        return digits() > 0 ? at : mantissaEnd
    }

    private static func hexadecimal(_ text: [UInt8], _ start: Int) -> (Double, Int)? {
        var at = start
        var mantissa: UInt64 = 0
        var exponent = 0
        var count = 0
        var isBehindPoint = false
        while at < text.count {
            if text[at] == UInt8(ascii: "."), !isBehindPoint {
                isBehindPoint = true
            } else if let digit = hexDigit(text[at]) {
                count += 1
                if mantissa >> 60 == 0 {
                    mantissa = mantissa << 4 | UInt64(digit)
                    exponent -= isBehindPoint ? 4 : 0
                } else {
                    // What no longer fits tells only whether a middle is one.
                    mantissa |= digit == 0 ? 0 : 1
                    exponent += isBehindPoint ? 0 : 4
                }
            } else {
                break
            }
            at += 1
        }
        guard count > 0 else { return nil }
        if at + 1 < text.count, text[at] | 0x20 == UInt8(ascii: "p") {
            var end = at + 1
            let sign = text[end]
            if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { end += 1 }
            var power = 0
            let begin = end
            while end < text.count, text[end] >= 0x30, text[end] <= 0x39 {
                power = min(power * 10 + Int(text[end] - 0x30), 1_000_000)
                end += 1
            }
            if end > begin {
                exponent += sign == UInt8(ascii: "-") ? -power : power
                at = end
            }
        }
        guard mantissa != 0 else { return (0, at) }
        return (Double(sign: .plus, exponent: min(max(exponent, -2000), 2000), significand: Double(mantissa)), at)
    }
}
