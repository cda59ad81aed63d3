import Rollouts
import Testing

struct SpanTests {
    @Test(arguments: [
        ("0s", 0), ("0d", 0), ("90s", 90_000), ("15m", 900_000), ("24h", 86_400_000), ("2d", 172_800_000),
        ("1h30m", 5_400_000), ("250ms", 250), ("1d2h3m4s5ms", 93_784_005), ("007s", 7000), ("3650d", 315_360_000_000),
    ])
    func read(text: String, milliseconds: Int) {
        #expect(Duration(planText: text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "s", "5", "5 s", "5S", "1.5h", "-5s", "+5s", "30m1h", "1m1m", "1w", "1hour", "1h 30m", "٥s", "5s ", "3651d",
        "3650d1ms", "99999999999999999999d", "1000000001ms", "5é", "5m̈",
    ])
    func refused(text: String) {
        #expect(Duration(planText: text) == nil)
    }

    @Test(arguments: [
        (0, "0s"), (1, "1ms"), (999, "999ms"), (1000, "1s"), (90_000, "1m30s"), (86_400_000, "1d"),
        (93_784_005, "1d2h3m4s5ms"), (-1500, "-1s500ms"), (Int.max, "106751991167d7h12m55s807ms"),
        (Int.min, "-106751991167d7h12m55s808ms"),
    ])
    func written(milliseconds: Int, text: String) {
        #expect(Duration.milliseconds(milliseconds).planText == text)
    }

    @Test func writtenIsReadBack() {
        for step in 0..<2000 {
            let duration = Duration.milliseconds(step * step * 7919 * 9 % 315_360_000_001)
            if Duration(planText: duration.planText) != duration { Issue.record("\(duration) is not read back") }
        }
    }

    @Test func millisecondsStopAtTheEndsOfInt() {
        #expect(Duration.seconds(Int64.max).milliseconds == .max)
        #expect(Duration.seconds(Int64.min).milliseconds == .min)
        #expect(Duration.milliseconds(Int.max).milliseconds == .max)
        #expect((Duration.milliseconds(Int.max) + .milliseconds(500)).milliseconds == .max)
        #expect(Duration.microseconds(1999).milliseconds == 1)
        #expect(Duration.microseconds(-1999).milliseconds == -1)
        #expect(Duration.milliseconds(1500).inSeconds == 1.5)
    }
}
