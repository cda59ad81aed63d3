import Testing
import Zones

@Suite struct YearRuleTests {
    /// A rule, and on which side of an instant it has which offset.
    struct Change: Sendable, CustomTestStringConvertible {
        let rule: String
        let instant: Int64
        let before: Int
        let after: Int

        init(_ rule: String, at instant: String, from before: Int, to after: Int) {
            self.rule = rule
            self.instant = utc(instant)
            self.before = before
            self.after = after
        }

        var testDescription: String { "\(rule) at \(instant)" }
    }

    static let changes = [
        // Weekdays of months.
        Change("CET-1CEST,M3.5.0,M10.5.0/3", at: "2024-03-31T01:00", from: 3_600, to: 7_200),
        Change("CET-1CEST,M3.5.0,M10.5.0/3", at: "2024-10-27T01:00", from: 7_200, to: 3_600),
        // Written out with all that is optional.
        Change("EST+5:00:00EDT+4,M3.2.0/02:00:00,M11.1.0/2", at: "2023-03-12T07:00", from: -18_000, to: -14_400),
        // Half an hour of summer time over the new year.
        Change("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", at: "2024-10-05T15:30", from: 37_800, to: 39_600),
        Change("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", at: "2024-04-06T15:00", from: 39_600, to: 37_800),
        // Winter time behind standard time.
        Change("IST-1GMT0,M10.5.0,M3.5.0/1", at: "2024-10-27T01:00", from: 3_600, to: 0),
        Change("IST-1GMT0,M10.5.0,M3.5.0/1", at: "2025-03-30T01:00", from: 0, to: 3_600),
        // A negative time: 23:00 on the day before the last Sunday.
        Change("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", at: "2024-03-31T01:00", from: -7_200, to: -3_600),
        // Fifty hours after the fourth Thursday: Saturday.
        Change("EET-2EEST,M3.4.4/50,M10.4.4/50", at: "2024-03-30T00:00", from: 7_200, to: 10_800),
        // J60 is 1 March in leap years too, and J59 is 28 February.
        Change("AAA0BBB,J60/0,J300/0", at: "2024-03-01T00:00", from: 0, to: 3_600),
        Change("AAA0BBB,J60/0,J300/0", at: "2023-03-01T00:00", from: 0, to: 3_600),
        Change("AAA0BBB,J59/0,J300/0", at: "2024-02-28T00:00", from: 0, to: 3_600),
        // Day 59, counted from zero, is 29 February in leap years.
        Change("AAA0BBB,59/0,300/0", at: "2024-02-29T00:00", from: 0, to: 3_600),
        Change("AAA0BBB,59/0,300/0", at: "2023-03-01T00:00", from: 0, to: 3_600),
        // Changes by the rule of the year before and of the year after.
        Change("AAA0BBB,J365/167,J100/0", at: "2023-01-06T23:00", from: 0, to: 3_600),
        Change("AAA0BBB,J1/-167,J100/0", at: "2023-12-25T01:00", from: 0, to: 3_600),
        // Both changes come after the new year, so the year before the last decides on its first days.
        Change("AAA0BBB,J365/167,J364/167", at: "2024-01-05T22:00", from: 3_600, to: 0),
        // Far away: the calendar is the same 10,000 years later.
        Change("CET-1CEST,M3.5.0,M10.5.0/3", at: "12024-03-31T01:00", from: 3_600, to: 7_200),
    ]

    @Test(arguments: changes)
    func changesOnTheSecond(_ change: Change) throws {
        let zone = try Zone.following(change.rule)
        #expect(zone.offset(at: change.instant - 1) == change.before)
        #expect(zone.offset(at: change.instant) == change.after)
    }

    @Test(arguments: [
        "1970-01-01T00:00", "2023-01-01T03:59:59", "2023-01-01T04:00", "2023-12-31T23:00",
        "2024-07-01T00:00",
    ])
    func mayBeDaylightSavingTimeAllYear(_ instant: String) throws {
        // The example of RFC 8536, section 3.3.1.
        #expect(try Zone.following("XXX3EDT4,0/0,J365/23").offset(at: utc(instant)) == -14_400)
    }

    @Test func wasTheSameBefore1970() throws {
        // 2024-03-31T01:00:00 less 10,000 years.
        let instant = utc("2024-03-31T01:00") - 25 * 12_622_780_800
        let zone = try Zone.following("CET-1CEST,M3.5.0,M10.5.0/3")
        #expect(zone.offset(at: instant - 1) == 3_600)
        #expect(zone.offset(at: instant) == 7_200)
    }

    @Test(arguments: [("<-03>3", -10_800), ("JST-9", 32_400), ("<+0545>-5:45", 20_700), ("ABC-24:59:59", 89_999)])
    func mayBeAFixedOffset(_ rule: String, _ offset: Int) throws {
        let zone = try Zone.following(rule)
        #expect(zone.offset(at: .min) == offset)
        #expect(zone.offset(at: .max) == offset)
    }

    @Test(arguments: [
        "CET", "CE-1", "-1", "<CET-1", "<C>-1", "<C T>-1", "C3T-1", "CET-25", "CET-1:60", "CET-1:00:60", "CET-1:",
        "CET--1",
        "CET-1CEST", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M3.5.0,M10.5.0,",
        "CET-1CEST,M3.5.0,M10.5.0x", "CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5,M10.5.0", "CET-1CEST,J0,J9",
        "CET-1CEST,J366,J9",
        "CET-1CEST,366,9", "CET-1CEST,-1,9", "CET-1CEST,1/168,9", "CET-1CEST,1/,9", "CET-1CEST,0001,9",
        "CET-99999999999999999999", "CET-1CEST,M99999999999999999999.1.1,9",
    ])
    func refuses(_ rule: String) {
        #expect(throws: ZoneFault.self) { try Zone.following(rule) }
    }
}
