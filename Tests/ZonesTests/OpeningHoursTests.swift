import Testing
import Zones

@Suite struct OpeningHoursTests {
    private static let workdays: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]

    /// Opening hours by a rule, and instants with whether it is open then.
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        let days: Set<Weekday>
        let from: Int
        let to: Int
        let rule: String
        let instant: Int64
        let isOpen: Bool
        let nextChange: Int64?

        var testDescription: String { what }

        init(
            _ what: String,
            _ days: Set<Weekday>,
            _ from: Int,
            _ to: Int,
            _ rule: String = "UTC0",
            at instant: String,
            open isOpen: Bool,
            until nextChange: String?
        ) {
            self.what = what
            self.days = days
            self.from = from
            self.to = to
            self.rule = rule
            self.instant = utc(instant)
            self.isOpen = isOpen
            self.nextChange = nextChange.map(utc)
        }
    }

    private static let berlin = "CET-1CEST,M3.5.0,M10.5.0/3"
    private static let everyDay = Set(Weekday.allCases)

    /// 2024-01-01 is a Monday. Berlin's clocks go forward on Sunday 31 March and back on Sunday 27 October, at 01:00 UTC.
    static let cases = [
        Case("before opening", workdays, 540, 1_020, at: "2024-01-01T00:00", open: false, until: "2024-01-01T09:00"),
        Case("opening", workdays, 540, 1_020, at: "2024-01-01T09:00", open: true, until: "2024-01-01T17:00"),
        Case("last second", workdays, 540, 1_020, at: "2024-01-01T16:59:59", open: true, until: "2024-01-01T17:00"),
        Case("closing", workdays, 540, 1_020, at: "2024-01-01T17:00", open: false, until: "2024-01-02T09:00"),
        Case("weekend", workdays, 540, 1_020, at: "2024-01-06T00:00", open: false, until: "2024-01-08T09:00"),
        Case("until midnight", [.monday], 540, 1_440, at: "2024-01-01T10:00", open: true, until: "2024-01-02T00:00"),
        Case("to 00:00", [.monday], 540, 0, at: "2024-01-01T10:00", open: true, until: "2024-01-02T00:00"),
        Case("overnight", [.monday], 1_320, 360, at: "2024-01-01T23:00", open: true, until: "2024-01-02T06:00"),
        Case("the night before", [.monday], 1_320, 360, at: "2024-01-01T00:00", open: false, until: "2024-01-01T22:00"),
        Case("the morning after", [.sunday], 1_320, 360, at: "2024-01-01T00:00", open: true, until: "2024-01-01T06:00"),
        Case("whole day", [.monday], 540, 540, at: "2024-01-01T01:00", open: true, until: "2024-01-02T00:00"),
        Case("another day", [.monday], 540, 540, at: "2023-12-31T23:59:59", open: false, until: "2024-01-01T00:00"),
        Case("two days", [.monday, .tuesday], 0, 0, at: "2024-01-01T00:00", open: true, until: "2024-01-03T00:00"),
        Case("always", everyDay, 0, 0, at: "2024-01-01T00:00", open: true, until: nil),
        Case("always, 24 h", everyDay, 0, 1_440, berlin, at: "2024-01-01T00:00", open: true, until: nil),
        Case("never", [], 540, 1_020, at: "2024-01-01T00:00", open: false, until: nil),
        Case("clamped", [.monday], -5, 9_999, at: "2024-01-01T00:00", open: true, until: "2024-01-02T00:00"),
        Case("west of UTC", [.sunday], 0, 0, "EST5", at: "2024-01-01T00:00", open: true, until: "2024-01-01T05:00"),
        Case("in Berlin", workdays, 540, 1_020, berlin, at: "2024-01-01T00:00", open: false, until: "2024-01-01T08:00"),
        // 02:00–03:00 is not there on this Sunday, so the one a week later is next, in summer time.
        Case("skipped", [.sunday], 120, 180, berlin, at: "2024-03-31T00:59:59", open: false, until: "2024-04-07T00:00"),
        Case("cut short", [.sunday], 90, 150, berlin, at: "2024-03-31T00:59:59", open: true, until: "2024-03-31T01:00"),
        Case("cut", [.sunday], 150, 240, berlin, at: "2024-03-31T00:59:59", open: false, until: "2024-03-31T01:00"),
        Case("shorter", [.sunday], 60, 240, berlin, at: "2024-03-31T00:00", open: true, until: "2024-03-31T02:00"),
        // The hour from 02:00 comes twice.
        Case("repeated", [.sunday], 120, 180, berlin, at: "2024-10-27T00:00", open: true, until: "2024-10-27T02:00"),
        Case("closes twice", [.sunday], 60, 150, berlin, at: "2024-10-27T00:00", open: true, until: "2024-10-27T00:30"),
        Case("again", [.sunday], 60, 150, berlin, at: "2024-10-27T00:59:59", open: false, until: "2024-10-27T01:00"),
        Case("longer", [.saturday], 1_320, 240, berlin, at: "2024-10-26T22:00", open: true, until: "2024-10-27T03:00"),
    ]

    @Test(arguments: cases)
    func table(_ row: Case) throws {
        let zone = try Zone.following(row.rule)
        let hours = OpeningHours(days: row.days, fromMinute: row.from, toMinute: row.to, zone: zone)
        #expect(hours.isOpen(at: row.instant) == row.isOpen)
        #expect(hours.nextChange(after: row.instant) == row.nextChange)
    }

    @Test(arguments: [Int64.min, .min + 1, .max - 1, .max])
    func staysCalmAtTheEndsOfTime(_ instant: Int64) throws {
        for rule in ["AAA-24", "AAA24", OpeningHoursTests.berlin] {
            let zone = try Zone.following(rule)
            let hours = OpeningHours(days: OpeningHoursTests.workdays, fromMinute: 540, toMinute: 60, zone: zone)
            if let next = hours.nextChange(after: instant) {
                #expect(next > instant)
                #expect(hours.isOpen(at: next) != hours.isOpen(at: instant))
            }
        }
    }

    @Test func seesADayThatAZoneLeftOut() throws {
        // Samoa went from Thursday 2011-12-29T23:59:59-10:00 straight to Saturday 2011-12-31T00:00+14:00.
        let zone = try systemZone("Pacific/Apia")
        let change = utc("2011-12-30T10:00")
        let fridays = OpeningHours(days: [.friday], fromMinute: 0, toMinute: 0, zone: zone)
        let nextFriday = utc("2012-01-05T10:00")
        #expect(fridays.nextChange(after: utc("2011-12-29T12:00")) == nextFriday)
        let thursdays = OpeningHours(days: [.thursday], fromMinute: 0, toMinute: 0, zone: zone)
        #expect(thursdays.nextChange(after: change - 1) == change)
    }
}
