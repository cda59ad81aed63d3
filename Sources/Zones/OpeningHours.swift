/// Hours of the week in which something may be done, as the clocks of a zone show them.
///
/// What counts is what the clock on the wall says. An hour that is skipped when clocks go forward is not open; one that
/// is repeated when they go back is open twice.
package struct OpeningHours: Sendable, Equatable {
    private let days: Set<Weekday>
    private let span: Span
    private let zone: Zone

    /// The minutes of a day in which it is open.
    private enum Span: Equatable {
        case wholeDay
        case within(Range<Int>)
        /// From the first number of minutes to midnight, and on the next day up to the second.
        case overnight(from: Int, to: Int)
    }

    /// Opening hours on some days of the week.
    ///
    /// - Parameters:
    ///   - days: The days on which the hours begin; with none, it is never open.
    ///   - fromMinute: Minutes after midnight at which it opens, 0 to 1439; other numbers are moved into that range.
    ///   - toMinute: Minutes after midnight at which it closes, 0 to 1440; other numbers are moved into that range.
    ///     Earlier than `fromMinute`, it closes on the next day. Equal to it, the whole of each day is open, from
    ///     midnight to midnight.
    ///   - zone: Whose clocks and days are meant.
    package init(days: Set<Weekday>, fromMinute: Int, toMinute: Int, zone: Zone) {
        let from = min(max(fromMinute, 0), OpeningHours.minutesPerDay - 1)
        let to = min(max(toMinute, 0), OpeningHours.minutesPerDay)
        self.days = days
        self.zone = zone
        if from == to {
            span = .wholeDay
        } else if from < to {
            span = .within(from..<to)
        } else {
            span = .overnight(from: from, to: to)
        }
    }

    /// Whether it is open at an instant, in seconds since 1970-01-01T00:00:00Z.
    package func isOpen(at seconds: Int64) -> Bool {
        isOpen(atLocal: local(seconds, offset: zone.offset(at: seconds)))
    }

    /// The first instant after another at which `isOpen` is not what it was, or nil when it stays so for ever.
    ///
    /// Instants are whole seconds since 1970-01-01T00:00:00Z.
    package func nextChange(after seconds: Int64) -> Int64? {
        let wasOpen = isOpen(at: seconds)
        var instant = seconds
        // A week has at most fourteen openings and closings and seven midnights. Clocks that are put forward may skip
        // this week's, so look at the next weeks as well; a zone's own changes add one step each.
        for _ in 0..<OpeningHours.maximumSteps {
            guard let next = nextCandidate(after: instant) else { return nil }
            if isOpen(at: next) != wasOpen { return next }
            instant = next
        }
        return nil
    }

    private static let minutesPerDay = 1440
    private static let maximumSteps = 128

    /// The minutes after midnight at which it may open or close.
    private var edges: [Int] {
        switch span {
        case .wholeDay: [0]
        case .within(let minutes): [minutes.lowerBound, minutes.upperBound % OpeningHours.minutesPerDay]
        case .overnight(let from, let to): [from, to]
        }
    }

    /// The next instant at which the clock reaches an edge, or is changed.
    private func nextCandidate(after seconds: Int64) -> Int64? {
        let now = local(seconds, offset: zone.offset(at: seconds)).flooredRemainder(by: CivilDay.seconds)
        // How long until the clock shows the edge again: from 1 second to a day.
        let waits = edges.map { (Int64($0) * 60 - now - 1).flooredRemainder(by: CivilDay.seconds) + 1 }
        let (edge, overflow) = seconds.addingReportingOverflow(waits.min() ?? CivilDay.seconds)
        let transition = zone.nextTransition(after: seconds)
        if overflow { return transition }
        return min(edge, transition ?? edge)
    }

    /// What the zone's clocks show, as seconds since their 1970-01-01T00:00. Stops at the ends of what can be counted.
    private func local(_ seconds: Int64, offset: Int) -> Int64 {
        let (sum, overflow) = seconds.addingReportingOverflow(Int64(offset))
        if overflow { return seconds < 0 ? .min : .max }
        return sum
    }

    private func isOpen(atLocal local: Int64) -> Bool {
        let today = Weekday(dayNumber: local.flooredQuotient(by: CivilDay.seconds))
        let minute = Int(local.flooredRemainder(by: CivilDay.seconds) / 60)
        switch span {
        case .wholeDay:
            return days.contains(today)
        case .within(let minutes):
            return days.contains(today) && minutes.contains(minute)
        case .overnight(let from, let to):
            return minute >= from && days.contains(today) || minute < to && days.contains(today.previous)
        }
    }
}
