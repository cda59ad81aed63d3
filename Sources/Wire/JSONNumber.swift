/// A JSON number, kept as it is written. Two numbers are equal when their texts are.
package struct JSONNumber: Sendable, Hashable {
    /// The number as written, always within the grammar of RFC 8259, section 6.
    package let text: String

    /// A number whose text the reader has already held against the grammar.
    init(checked text: String) { self.text = text }

    /// A whole number in decimal digits.
    package init(_ integer: Int) { text = integer.description }

    /// The shortest digits that read back to the same bits, in Swift's form (`2.0`, `1e+20`); `nil` for NaN and the
    /// infinities, which JSON cannot write.
    package init?(_ double: Double) {
        guard double.isFinite else { return nil }
        text = double.description
    }

    /// The nearest `Double`; `nil` when that would be an infinity. A value too small for any other is zero.
    package var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The exact value when it is whole and fits `Int`: `20`, `2.0` and `1e3` have one, `2.5` and `1e99` do not.
    /// Takes time in proportion to the text, whatever the exponent says.
    package var integer: Int? {
        var decimal = Decimal()
        for byte in text.utf8 { decimal.take(byte) }
        return decimal.integer
    }
}

/// A number as digits times a power of ten, gathered byte by byte.
private struct Decimal {
    /// The most significant digits that an `Int` can have.
    private static let mostDigits = 19
    /// Larger than any exponent that the length of a text could make up for, and far from overflow.
    private static let exponentCeiling = 1 << 50

    private enum Part { case whole, fraction, exponent }

    private var part = Part.whole
    private var isNegative = false
    private var isExponentNegative = false
    /// The significant digits so far, without leading and trailing zeros; kept to one more than `mostDigits`.
    private var digits: [UInt8] = []
    /// Zeros after `digits` that count only if another digit follows.
    private var pendingZeros = 0
    private var fractionDigits = 0
    private var exponent = 0

    mutating func take(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "-"): if part == .exponent { isExponentNegative = true } else { isNegative = true }
        case UInt8(ascii: "."): part = .fraction
        case UInt8(ascii: "e"), UInt8(ascii: "E"): part = .exponent
        case UInt8(ascii: "0")...UInt8(ascii: "9"): take(digit: byte &- UInt8(ascii: "0"))
        default: break  // The plus sign of an exponent.
        }
    }

    private mutating func take(digit: UInt8) {
        guard part != .exponent else {
            if exponent < Self.exponentCeiling { exponent = exponent &* 10 &+ Int(digit) }
            return
        }
        if part == .fraction { fractionDigits &+= 1 }
        if digit == 0 {
            if !digits.isEmpty { pendingZeros &+= 1 }
        } else if digits.count &+ pendingZeros > Self.mostDigits {
            // Too long to be whole and fit: one digit over the limit says so, whatever comes after.
            digits.append(contentsOf: repeatElement(1, count: max(0, Self.mostDigits &+ 1 &- digits.count)))
            pendingZeros = 0
        } else {
            digits.append(contentsOf: repeatElement(0, count: pendingZeros))
            digits.append(digit)
            pendingZeros = 0
        }
    }

    var integer: Int? {
        guard !digits.isEmpty else { return 0 }
        let zeros = (isExponentNegative ? 0 &- exponent : exponent) &- fractionDigits &+ pendingZeros
        guard zeros >= 0, zeros <= Self.mostDigits, digits.count &+ zeros <= Self.mostDigits else { return nil }
        var magnitude: Int = 0
        // Downwards, because the least `Int` has no positive twin.
        for digit in digits + repeatElement(0, count: zeros) {
            let (tenfold, overflowed) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overflowedAgain) = tenfold.subtractingReportingOverflow(Int(digit))
            guard !overflowed, !overflowedAgain else { return nil }
            magnitude = sum
        }
        guard !isNegative else { return magnitude }
        let (positive, overflowed) = (0).subtractingReportingOverflow(magnitude)
        return overflowed ? nil : positive
    }
}
