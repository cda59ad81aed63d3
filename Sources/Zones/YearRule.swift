/// The rule by which a zone goes on after its last recorded change: the `TZ` text of POSIX, as a zone file ends with.
struct YearRule: Sendable, Equatable {
    /// Seconds east of UTC in standard time.
    let standardOffset: Int64

    /// Daylight saving time, where the zone has it.
    let daylight: Daylight?

    /// The part of the year with another offset. It may be behind standard time (winter time), and on the Southern
    /// half of the globe it spans the new year.
    struct Daylight: Sendable, Equatable {
        /// Seconds east of UTC while it lasts.
        let offset: Int64
        /// When it begins, on clocks that show standard time.
        let start: YearDay
        /// When it ends, on clocks that show daylight saving time.
        let end: YearDay
    }

    /// Seconds east of UTC at an instant.
    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return Int(standardOffset) }
        let instant = seconds.flooredRemainder(by: CivilDay.cycleSeconds) + CivilDay.cycleSeconds
        let last = changes(of: daylight, around: instant).last { $0.instant <= instant }
        return Int(last?.offset ?? standardOffset)
    }

    /// The first change later than an instant, or nil when there is none or it is beyond all numbers.
    func nextTransition(after seconds: Int64) -> Int64? {
        guard let daylight else { return nil }
        let instant = seconds.flooredRemainder(by: CivilDay.cycleSeconds) + CivilDay.cycleSeconds
        guard let next = changes(of: daylight, around: instant).first(where: { $0.instant > instant }) else {
            return nil
        }
        let (result, overflow) = seconds.addingReportingOverflow(next.instant - instant)
        return overflow ? nil : result
    }

    private struct Change {
        let instant: Int64
        let offset: Int64
    }

    /// The changes of the years around an instant, in order; some are at or before it, and some after.
    ///
    /// The instant is in the calendar's cycle after 1970: the rule repeats with it, and every year is positive.
    private func changes(of daylight: Daylight, around instant: Int64) -> [Change] {
        let year = CivilDay.year(ofDay: instant.flooredQuotient(by: CivilDay.seconds))
        var changes: [Change] = []
        // Times reach up to 167 hours into the neighbour years, so two years on each side are enough to see past one.
        for year in (year - 2)...(year + 2) {
            changes.append(Change(instant: daylight.end.seconds(in: year) - daylight.offset, offset: standardOffset))
            changes.append(Change(instant: daylight.start.seconds(in: year) - standardOffset, offset: daylight.offset))
        }
        // A year that is daylight saving time throughout ends in the instant in which the next begins (RFC 8536,
        // section 3.3.1): of changes in the same instant, the start is the one that counts, and so comes last.
        return changes.sorted {
            ($0.instant, $0.offset == standardOffset ? 0 : 1) < ($1.instant, $1.offset == standardOffset ? 0 : 1)
        }
    }
}
