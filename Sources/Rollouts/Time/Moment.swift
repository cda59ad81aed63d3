/// An instant: whole milliseconds since 1970-01-01T00:00:00Z, the unit of every time in Redis.
package struct Moment: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970, negative before it.
    package var milliseconds: Int

    /// The instant `milliseconds` after 1970.
    package init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int { Self.floored(milliseconds, by: 1000).quotient }

    /// RFC 3339 in UTC, with milliseconds only where there are any: `2026-12-26T09:00:00Z`.
    ///
    /// RFC 3339 has four digits for the year: an instant outside 0000–9999 is written as the nearest that it can say.
    package var rfc3339: String {
        let written = min(max(milliseconds, Self.firstWritable), Self.lastWritable)
        let (days, inDay) = Self.floored(written, by: 86_400_000)
        let (year, month, day) = Self.civil(days: days)
        let clock = [inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1000 % 60].map { Self.padded($0, 2) }
        let fraction = inDay % 1000
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
            + clock.joined(separator: ":") + (fraction == 0 ? "" : "." + Self.padded(fraction, 3)) + "Z"
    }

    /// The same as ``rfc3339``.
    package var description: String { rfc3339 }

    /// Earlier before later.
    package static func < (one: Moment, other: Moment) -> Bool { one.milliseconds < other.milliseconds }

    /// The instant `duration` later; saturates instead of overflowing.
    package static func + (moment: Moment, duration: Duration) -> Moment {
        let (sum, over) = moment.milliseconds.addingReportingOverflow(duration.milliseconds)
        return Moment(milliseconds: over ? (duration < .zero ? .min : .max) : sum)
    }

    /// The instant `duration` earlier.
    package static func - (moment: Moment, duration: Duration) -> Moment {
        let (difference, over) = moment.milliseconds.subtractingReportingOverflow(duration.milliseconds)
        return Moment(milliseconds: over ? (duration < .zero ? .max : .min) : difference)
    }

    /// The time from `other` to `moment`, negative where `other` is later; saturates.
    package static func - (moment: Moment, other: Moment) -> Duration {
        let (difference, over) = moment.milliseconds.subtractingReportingOverflow(other.milliseconds)
        return .milliseconds(over ? (moment < other ? Int.min : Int.max) : difference)
    }
}

extension Moment {
    /// Reads an RFC 3339 instant (`2026-12-26T09:00:00+01:00`) or a plain date (`2026-12-26`), which is 00:00 UTC.
    ///
    /// From 1970 to the end of 9999 in UTC; `nil` for anything else. A leap second (`:60`) is read as the second after
    /// `:59`, and digits after the milliseconds are cut off.
    package init?(rfc3339 text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(digits: 4), scanner.take("-"), let month = scanner.number(digits: 2),
            scanner.take("-"), let day = scanner.number(digits: 2), year >= 1970, (1...12).contains(month),
            day >= 1, day <= Moment.days(in: month, of: year)
        else { return nil }
        var total = Moment.days(year: year, month: month, day: day) * 86_400_000
        guard !scanner.isAtEnd else {
            self.init(milliseconds: total)
            return
        }
        guard scanner.take("T") || scanner.take("t") || scanner.take(" "), let hour = scanner.number(digits: 2),
            scanner.take(":"), let minute = scanner.number(digits: 2), scanner.take(":"),
            let second = scanner.number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return nil }
        total += (hour * 3600 + minute * 60 + second) * 1000
        if scanner.take(".") {
            guard let fraction = scanner.fraction() else { return nil }
            total += fraction
        }
        if scanner.take("Z") || scanner.take("z") {
            guard scanner.isAtEnd else { return nil }
        } else {
            let east = scanner.take("+")
            guard east || scanner.take("-"), let hours = scanner.number(digits: 2), scanner.take(":"),
                let minutes = scanner.number(digits: 2), scanner.isAtEnd, hours < 24, minutes < 60
            else { return nil }
            total += (east ? -1 : 1) * (hours * 60 + minutes) * 60_000
        }
        guard (0...Self.lastWritable).contains(total) else { return nil }
        self.init(milliseconds: total)
    }

    /// 0000-01-01T00:00:00Z.
    private static let firstWritable = -62_167_219_200_000
    /// 9999-12-31T23:59:59.999Z.
    private static let lastWritable = 253_402_300_799_999

    private static func floored(_ number: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar (Howard Hinnant's `days_from_civil`).
    private static func days(year: Int, month: Int, day: Int) -> Int {
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

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Reads the fixed-width digits of a date from left to right.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Digits after a decimal point as milliseconds; further digits are cut off.
    mutating func fraction() -> Int? {
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
        guard let byte = rest.first, (48...57).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return Int(byte) - 48
    }
}
