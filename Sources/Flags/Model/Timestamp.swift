/// An instant of the proleptic Gregorian calendar, in milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970, within the years 0000–9999 where it was read from a text.
    package let milliseconds: Int

    /// An instant from its milliseconds since 1970.
    package init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// 0000-01-01T00:00:00Z, the first instant that RFC 3339 can write.
    package static let first = Timestamp(milliseconds: -62_167_219_200_000)
    /// 9999-12-31T23:59:59.999Z, the last one.
    package static let last = Timestamp(milliseconds: 253_402_300_799_999)

    /// Reads an RFC 3339 instant (`2026-12-26T09:00:00+01:00`) or a plain date (`2026-12-26`), which is 00:00 UTC.
    ///
    /// `nil` for anything else. A leap second (`:60`) is read as the second after `:59`; digits after the milliseconds
    /// are cut off.
    package init?(_ text: String) {
        var scanner = DateScanner(text)
        guard let date = scanner.date() else { return nil }
        var total = date
        if !scanner.isAtEnd {
            guard let time = scanner.time() else { return nil }
            total += time
        }
        guard scanner.isAtEnd, (Self.first.milliseconds...Self.last.milliseconds).contains(total) else { return nil }
        self.init(milliseconds: total)
    }

    /// RFC 3339 in UTC, with milliseconds only where there are any; an instant that RFC 3339 cannot write is written as
    /// the nearest that it can.
    package var rfc3339: String {
        let written = min(max(self, .first), .last).milliseconds
        let days = written >= 0 ? written / Self.day : (written - Self.day + 1) / Self.day
        let inDay = written - days * Self.day
        let (year, month, day) = Self.civil(days: days)
        let clock = [inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1000 % 60].map { Self.padded($0, 2) }
        let fraction = inDay % 1000
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
            + clock.joined(separator: ":") + (fraction == 0 ? "" : "." + Self.padded(fraction, 3)) + "Z"
    }

    /// The same as ``rfc3339``.
    package var description: String { rfc3339 }

    /// Earlier before later.
    package static func < (one: Timestamp, other: Timestamp) -> Bool { one.milliseconds < other.milliseconds }

    /// Milliseconds of a day.
    static let day = 86_400_000

    /// Days from 1970-01-01 to a date of the Gregorian calendar (Howard Hinnant's `days_from_civil`).
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    /// The date that is `days` after 1970-01-01 (Howard Hinnant's `civil_from_days`).
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Reads the fixed-width digits of a date from left to right.
private struct DateScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// `2026-12-26` as milliseconds since 1970.
    mutating func date() -> Int? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        return Timestamp.days(year: year, month: month, day: day) * Timestamp.day
    }

    /// `T09:00:00.5+01:00` as milliseconds to add to the date.
    mutating func time() -> Int? {
        guard take("T") || take("t") || take(" "), let hour = number(digits: 2), take(":"),
            let minute = number(digits: 2), take(":"), let second = number(digits: 2), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var total = (hour * 3600 + minute * 60 + second) * 1000
        if take(".") {
            guard let fraction = fraction() else { return nil }
            total += fraction
        }
        if take("Z") || take("z") { return total }
        let east = take("+")
        guard east || take("-"), let hours = number(digits: 2), take(":"), let minutes = number(digits: 2), hours < 24,
            minutes < 60
        else { return nil }
        return total + (east ? -1 : 1) * (hours * 60 + minutes) * 60_000
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Digits after a decimal point as milliseconds; further digits are cut off.
    private mutating func fraction() -> Int? {
        guard let first = digit() else { return nil }
        var value = first * 100
        var weight = 10
        while let next = digit() {
            value += next * weight
            weight /= 10
        }
        return value
    }

    private mutating func digit() -> Int? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return Int(byte) - 0x30
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
