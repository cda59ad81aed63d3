/// Days of the proleptic Gregorian calendar, counted from 1970-01-01.
enum CivilDay {
    /// Seconds in a day.
    static let seconds: Int64 = 86_400

    /// Seconds in 400 years, after which the calendar, weekdays included, repeats.
    static let cycleSeconds: Int64 = 146_097 * seconds

    /// Whether the year has a 29 February.
    static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The number of 1 January of a year from 1 on.
    static func firstDay(ofYear year: Int64) -> Int64 {
        let past = year - 1
        return past * 365 + past / 4 - past / 100 + past / 400 - 719_162
    }

    /// The year, 1 or later, that holds a day.
    static func year(ofDay day: Int64) -> Int64 {
        // The mean year is 365.2425 days long, so the guess is off by one at most.
        let guess = (day + 719_162) * 400 / 146_097 + 1
        if day < firstDay(ofYear: guess) { return guess - 1 }
        return day >= firstDay(ofYear: guess + 1) ? guess + 1 : guess
    }

    /// The number of days in a month from 1 to 12.
    static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The number of the first day of a month from 1 to 12.
    static func firstDay(ofMonth month: Int64, year: Int64) -> Int64 {
        var day = firstDay(ofYear: year)
        var earlier: Int64 = 1
        while earlier < month {
            day += length(ofMonth: earlier, year: year)
            earlier += 1
        }
        return day
    }
}

extension Int64 {
    /// The quotient rounded down, for a positive divisor.
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// The remainder from 0 up to the divisor, for a positive divisor.
    func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
