/// A moment that comes each year: a day and a time on it.
struct YearDay: Sendable, Equatable {
    /// Which day of the year it is.
    enum Day: Sendable, Equatable {
        /// `Jn`: the n-th day, 1 to 365, of a year without 29 February, which is never counted.
        case julian(Int64)
        /// `n`: days after 1 January, 0 to 365, 29 February counted where there is one.
        case zeroBased(Int64)
        /// `Mm.w.d`: the w-th weekday d (0 is Sunday) of month m; the fifth is the last.
        case weekday(month: Int64, week: Int64, day: Int64)
    }

    let day: Day

    /// Seconds after midnight, from -167 to 167 hours.
    let time: Int64

    /// Seconds since 1970 as the zone's clocks count them, in a year from 1 on.
    func seconds(in year: Int64) -> Int64 {
        dayNumber(in: year) * CivilDay.seconds + time
    }

    private func dayNumber(in year: Int64) -> Int64 {
        switch day {
        case .julian(let number):
            let afterFebruary = number >= 60 && CivilDay.isLeap(year)
            return CivilDay.firstDay(ofYear: year) + number - (afterFebruary ? 0 : 1)
        case .zeroBased(let number):
            return CivilDay.firstDay(ofYear: year) + number
        case .weekday(let month, let week, let weekday):
            let first = CivilDay.firstDay(ofMonth: month, year: year)
            // 1970-01-01 was a Thursday: day 4 when Sunday is 0.
            let firstWeekday = (first + 4).flooredRemainder(by: 7)
            let offset = (weekday - firstWeekday).flooredRemainder(by: 7) + (week - 1) * 7
            let isInMonth = offset < CivilDay.length(ofMonth: month, year: year)
            return first + (isInMonth ? offset : offset - 7)
        }
    }
}
