import Testing
import Zones

@Suite struct WeekdayTests {
    @Test(arguments: zip(Weekday.allCases, ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
    func hasAThreeLetterName(_ day: Weekday, _ name: String) {
        #expect(day.shortName == name)
        #expect(Weekday(shortName: name) == day)
    }

    @Test(arguments: ["", "Mon", "MON", "monday", "mo", " mon"])
    func hasNoOtherName(_ text: String) {
        #expect(Weekday(shortName: text) == nil)
    }
}
