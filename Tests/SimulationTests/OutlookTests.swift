import Rollouts
import Simulation
import Testing

@Suite struct OutlookTests {
    @Test func tellsHowSoonHarmIsCaught() throws {
        let outlook = Outlook(plan: try PlanTexts.read(PlanTexts.four), users: UserRate(perSecond: 100))
        // The last stage has no time in which anything could be caught.
        #expect(outlook.cells.map(\.stage) == [0, 1, 2])
        for cell in outlook.cells {
            let seconds = cell.detections.compactMap(\.seconds)
            #expect(seconds.count == 3)
            #expect(seconds == seconds.sorted(by: >))
            #expect(cell.detections.last?.seconds == 30)
            for detection in cell.detections { #expect(try #require(detection.harmed) >= detection.bound * 0.6) }
        }
        #expect(outlook.warnings.isEmpty)
        #expect(try #require(outlook.falseRollbacks) <= 0.03)
    }

    @Test func warnsOfTooLittleTraffic() throws {
        let outlook = Outlook(plan: try PlanTexts.read(PlanTexts.short), users: try UserRate("10/h"))
        #expect(outlook.warnings.contains { $0.contains("this stage cannot decide at this traffic in its duration") })
        #expect(outlook.warnings.contains { $0.contains("twice the allowed errors would not be caught in 30m") })
        #expect(outlook.cells.first?.detections.first?.seconds == nil)
    }

    @Test func aPlanWithoutLimitsHasNone() throws {
        let text = #"{"flagKey": "f", "stages": [{"percentage": 10, "duration": "1h"}]}"#
        let outlook = Outlook(plan: try PlanTexts.read(text), users: UserRate(perSecond: 1))
        #expect(outlook.cells.isEmpty)
        #expect(outlook.falseRollbacks == nil)
    }
}
