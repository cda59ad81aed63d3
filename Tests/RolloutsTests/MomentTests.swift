import Rollouts
import Testing

struct MomentTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("2026-12-26", 1_798_243_200_000),
        ("2026-12-26T09:00:00+01:00", 1_798_272_000_000), ("2026-12-26t09:00:00z", 1_798_275_600_000),
        ("2026-12-26 09:00:00Z", 1_798_275_600_000), ("2026-12-26T09:00:00.5Z", 1_798_275_600_500),
        ("2026-12-26T09:00:00.1239999Z", 1_798_275_600_123), ("2026-12-26T00:00:00-23:59", 1_798_329_540_000),
        ("2026-12-26T00:00:00-00:00", 1_798_243_200_000), ("2000-02-29", 951_782_400_000),
        ("2024-02-29T23:59:59Z", 1_709_251_199_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2100-03-01", 4_107_542_400_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func read(text: String, milliseconds: Int) {
        #expect(Moment(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "now", "2026", "2026-12", "2026-1-1", "26-12-26", "2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32",
        "2026-04-31", "2026-02-29", "2100-02-29", "2026-12-26T", "2026-12-26T09:00Z", "2026-12-26T09:00:00",
        "2026-12-26T24:00:00Z", "2026-12-26T09:60:00Z", "2026-12-26T09:00:61Z", "2026-12-26T09:00:00.Z",
        "2026-12-26T09:00:00+1:00", "2026-12-26T09:00:00+0100", "2026-12-26T09:00:00+24:00",
        "2026-12-26T09:00:00+01:60",
        "2026-12-26T09:00:00Z ", " 2026-12-26", "2026-12-26Z", "+2026-12-26", "1969-12-31", "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "10000-01-01", "٢٠٢٦-12-26", "2026-12-26T09:00:00ZZ", "2026/12/26",
    ])
    func refused(text: String) {
        #expect(Moment(rfc3339: text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"), (-2_203_977_600_000, "1900-02-28T00:00:00Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (253_402_300_800_000, "9999-12-31T23:59:59.999Z"), (Int.max, "9999-12-31T23:59:59.999Z"),
        (Int.min, "0000-01-01T00:00:00Z"),
    ])
    func written(milliseconds: Int, text: String) {
        #expect(Moment(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func everyDayFrom1999To2101IsReadBack() {
        for day in 10_592..<48_213 {
            let moment = Moment(milliseconds: day * 86_400_000 + day % 86_400_000)
            if Moment(rfc3339: moment.rfc3339) != moment { Issue.record("\(moment) is not read back") }
        }
    }

    @Test func secondsAreRoundedDown() {
        #expect([-1001, -1000, -1, 0, 999, 1000].map { Moment(milliseconds: $0).seconds } == [-2, -1, -1, 0, 0, 1])
        #expect(Moment(milliseconds: .max).seconds == Int.max / 1000)
        #expect(Moment(milliseconds: .min).seconds == Int.min / 1000 - 1)
    }

    @Test func arithmeticStopsAtTheEnds() {
        let (first, last) = (Moment(milliseconds: .min), Moment(milliseconds: .max))
        let hour = Duration.seconds(3600)
        #expect(last + hour == last)
        #expect(first + .zero - hour == first)
        #expect(first + (.zero - hour) == first)
        #expect(last - (.zero - hour) == last)
        #expect(last - first == .milliseconds(Int.max))
        #expect(first - last == .milliseconds(Int.min))
        #expect(Moment(milliseconds: 5000) - Moment(milliseconds: 2000) == .seconds(3))
    }
}
