import Rollouts
import Testing

/// Which readings are taken at all, and what the ratio of the arms makes of them.
@Suite struct ReadingAcceptanceTests {
    private static let compared = """
        {"flagKey": "f", "stages": [{"percentage": 50, "duration": "9h"}],
         "guards": [{"name": "a", "metric": {"source": "s"}, "comparedToControl": {}}]}
        """

    private static func counts(_ exposed: Int, _ rest: Int) -> Reading.Outcome {
        .counts(treatment: ArmCounts(exposures: exposed), control: ArmCounts(exposures: rest))
    }

    @Test(arguments: [
        ("of another entry", "1.2", 60), ("of before the entry", "1.1", -1), ("older than the last", "1.1", 29),
        ("the last one once more", "1.1", 30), ("of the future", "1.1", 61),
    ])
    func isLeftOut(name: String, entry: String, seconds: Int) throws {
        var driver = try RolloutDriver(Self.compared)
        driver.judge()
        let start = driver.now
        driver.now = start + .seconds(30)
        driver.judge([driver.reading("a", Self.counts(10, 10))])
        let before = driver.state
        driver.now = start + .seconds(60)
        driver.judge([
            Reading(guardName: "a", entry: entry, asked: start + .seconds(seconds), outcome: Self.counts(90, 90))
        ])
        #expect(driver.state == before, "\(name)")
        driver.judge([driver.reading("a", Self.counts(20, 20))])
        #expect(driver.state.guards["a"]?.treatment.credited.exposures == 20)
    }

    @Test func aClockThatWentWrongDoesNotStallTheReadings() throws {
        var driver = try RolloutDriver(Self.compared)
        driver.judge()
        driver.state.guards["a"]?.lastAsked = driver.now + .hours(1)
        driver.state.guards["a"]?.lastUsable = driver.now + .hours(1)
        driver.now = driver.now + .seconds(30)
        driver.judge()
        #expect(driver.verdicts.map(\.standing) == [.unread])
        driver.judge([driver.reading("a", Self.counts(9, 9))])
        #expect(driver.state.guards["a"]?.treatment.credited.exposures == 9)
    }

    /// The phase after readings every 30 s of what `arms` gives for the seconds since the entry.
    private static func play(minutes: Int, _ arms: (Int) -> (Int, Int)) throws -> RolloutDriver {
        var driver = try RolloutDriver(compared)
        driver.judge()
        for tick in 1...(minutes * 2) {
            driver.now = driver.now + .seconds(30)
            let (exposed, rest) = arms(tick * 30)
            driver.judge([driver.reading("a", counts(exposed, rest))])
        }
        return driver
    }

    @Test func armsOutOfTheirRatioHold() throws {
        let driver = try Self.play(minutes: 30) { ($0, $0 * 2) }
        #expect(driver.state.phase == .holding && driver.state.hold == .sampleRatio)
        #expect(driver.happenings.last.map { $0.at - RolloutDriver.dawn > .minutes(5) } == true)
    }

    @Test func theFirstFiveMinutesSettle() throws {
        // Nobody is exposed before the caches have turned over.
        let driver = try Self.play(minutes: 60) { (max(0, $0 - 270), $0) }
        #expect(driver.state.phase == .progressing)
    }

    @Test func anArmThatIsCorrectedIsNotOneThatRunsAway() throws {
        let driver = try Self.play(minutes: 60) { (1200..<2400).contains($0) ? (1100, $0) : ($0, $0) }
        #expect(driver.state.phase == .progressing)
    }

    @Test func anApprovalThatIsPassedByIsSpent() throws {
        var driver = try RolloutDriver(TracePlans.errors(TracePlans.approved + #", {"percentage": 100}"#))
        driver.judge()
        driver.order(.approve)
        #expect(driver.state.approval != nil)
        driver.order(.promote, force: true)
        #expect(driver.state.approval == nil)
    }
}
