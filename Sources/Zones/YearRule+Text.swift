extension YearRule {
    /// Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil when the text is none.
    ///
    /// The grammar is that of POSIX's `TZ` with the extension of RFC 8536, section 3.3.1: times of up to ±167 hours.
    init?(_ text: [UInt8]) {
        var reader = RuleReader(rest: text[...])
        guard reader.skipName(), let standard = reader.time(maximumHours: 24) else { return nil }
        // POSIX counts hours west of Greenwich.
        standardOffset = -standard
        guard !reader.isAtEnd else {
            daylight = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standardOffset + 3600
        if !reader.isNext(",") {
            guard let written = reader.time(maximumHours: 24) else { return nil }
            offset = -written
        }
        guard reader.skip(","), let start = reader.yearDay(), reader.skip(","), let end = reader.yearDay(),
            reader.isAtEnd
        else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }
}

/// Reads the parts of a rule's text.
private struct RuleReader {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool {
        rest.isEmpty
    }

    func isNext(_ character: Unicode.Scalar) -> Bool {
        rest.first == UInt8(ascii: character)
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isNext(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Passes over an abbreviation: at least three letters, or letters, digits and signs in angle brackets.
    mutating func skipName() -> Bool {
        let isQuoted = skip("<")
        let name = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
            default: false
            }
        }
        rest = rest.dropFirst(name.count)
        return name.count >= 3 && (!isQuoted || skip(">"))
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(maximumHours: Int64) -> Int64? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hours = number(in: 0...maximumHours) else { return nil }
        var seconds = hours * 3600
        if skip(":") {
            guard let minutes = number(in: 0...59) else { return nil }
            seconds += minutes * 60
            if skip(":") {
                guard let rest = number(in: 0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// A day, and after a `/` the time on it, else 02:00.
    mutating func yearDay() -> YearDay? {
        guard let day = day() else { return nil }
        guard skip("/") else { return YearDay(day: day, time: 2 * 3600) }
        guard let time = time(maximumHours: 167) else { return nil }
        return YearDay(day: day, time: time)
    }

    private mutating func day() -> YearDay.Day? {
        if skip("J") {
            return number(in: 1...365).map { .julian($0) }
        }
        guard skip("M") else {
            return number(in: 0...365).map { .zeroBased($0) }
        }
        guard let month = number(in: 1...12), skip("."), let week = number(in: 1...5), skip("."),
            let day = number(in: 0...6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }

    /// One to three digits whose value lies in a range.
    private mutating func number(in range: ClosedRange<Int64>) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            digits += 1
            guard digits <= 3 else { return nil }
            rest.removeFirst()
        }
        return digits > 0 && range.contains(value) ? value : nil
    }
}
