import Rollouts
import Testing
import Wire

struct PercentageTests {
    @Test func everyThousandthIsReadBack() {
        for thousandths in 0...100_000 {
            let percentage = Percentage(thousandths: thousandths)
            let number = percentage?.json.double ?? -1
            if Percentage(percent: number) != percentage || Percentage(text: percentage?.text ?? "") != percentage {
                Issue.record("\(thousandths) is not read back")
            }
        }
    }

    @Test(arguments: [
        (0, "0"), (1, "0.001"), (125, "0.125"), (500, "0.5"), (5000, "5"), (10_000, "10"), (12_500, "12.5"),
        (33_333, "33.333"), (99_999, "99.999"), (100_000, "100"),
    ])
    func text(thousandths: Int, text: String) {
        #expect(Percentage(thousandths: thousandths)?.text == text)
        #expect(Percentage(thousandths: thousandths)?.json.text == text)
        #expect(Percentage(text: text)?.thousandths == thousandths)
    }

    @Test(arguments: ["5.0", "5.000", "05", "5.0000"])
    func otherTextsOfFive(text: String) {
        #expect(Percentage(text: text)?.thousandths == 5000)
    }

    @Test(arguments: [
        "", " 5", "5 ", "+5", "-5", "-0", "5.", ".5", "1e1", "0x10", "nan", "inf", "101", "100.001", "0.0001", "5,5",
        "1.2.3", "٥", ".",
    ])
    func noPercentage(text: String) {
        #expect(Percentage(text: text) == nil)
    }

    @Test(arguments: [
        -1, -0.001, 100.001, 1e300, 0.0001, 5.000_000_001, 0.29000000001, .nan, .infinity, -.infinity,
    ])
    func noPercent(percent: Double) {
        #expect(Percentage(percent: percent) == nil)
    }

    @Test func outsideOfTheRange() {
        #expect(Percentage(thousandths: -1) == nil)
        #expect(Percentage(thousandths: 100_001) == nil)
        #expect(Percentage(percent: -0.0) == .zero)
        #expect(Percentage.zero < .all)
    }
}
