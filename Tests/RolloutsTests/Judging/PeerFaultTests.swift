import Rollouts
import Testing
import Wire

/// Faults that programs of this kind are known for, each by its name.
@Suite struct PeerFaultTests {
    private static let stages = #"{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "1h"}"#

    private static func latency(_ bound: String, more: String = "") -> String {
        """
        {"flagKey": "f", "stages": [\(stages)]\(more),
         "guards": [{"name": "latency", "metric": {"source": "s", "query": "q"}, \(bound)}]}
        """
    }

    private static let healthy: (Duration, Cue) = (.zero, .traffic(perHour: 1000, failing: 5))

    private static func kinds(_ driver: RolloutDriver) -> [Transition.Kind] { driver.happenings.map(\.transition.kind) }

    @Test(arguments: [#""max": 800"#, #""min": 1"#, #""min": 1, "max": 800"#], [Double.nan, .infinity, -.infinity])
    func aValueThatIsNoNumberPassesNoBound(bound: String, value: Double) throws {
        let driver = try Scenario.play(Self.latency(bound), [(.zero, .value(value))], until: .hours(3))
        #expect(driver.state.phase == .holding && driver.state.hold == .noData)
        #expect(Self.kinds(driver) == [.start, .hold])
    }

    @Test(arguments: [
        Reading.Outcome.noData("an empty vector"), .noData("has null"), .unreachable("cancelled"),
        .unreachable("terminated"),
        .malformed("html"),
    ])
    func anUnusableReadingIsNeitherAPassNorAFailure(outcome: Reading.Outcome) throws {
        for bound in [#""max": 800"#, #""min": 0"#] {
            let driver = try Scenario.play(Self.latency(bound), [(.zero, .source(outcome))], until: .hours(3))
            #expect(Self.kinds(driver) == [.start, .hold])
            #expect(driver.state.hold == .noData)
            let known = try #require(driver.state.guards["latency"])
            #expect(known.tally == GuardState.Tally() && known.lastUsable == nil)
        }
    }

    @Test func nullIsNotZero() throws {
        #expect(Reading.Outcome(json: ["value": JSON(.null)]) == nil)
        #expect(Reading.Outcome(json: ["treatment": [JSON(.null), JSON(.null), JSON(.null)]]) == nil)
        #expect(Reading.Outcome(json: ["treatment": [1, 0, 0], "control": JSON(.null)]) == nil)
        #expect(Reading.Outcome(json: ["treatment": [1, 0, 0]]) != nil)
    }

    @Test(arguments: [Duration.seconds(40), .minutes(10)]) func faultsOfTheSourceAloneAbortNothing(outage: Duration)
        throws
    {
        let plan = Self.latency(#""max": 800"#, more: #", "noData": {"for": "5m"}"#)
        let driver = try Scenario.play(
            plan,
            [(.zero, .value(1)), (.minutes(20), .source(.unreachable("refused"))), (.minutes(20) + outage, .value(1))],
            until: .hours(1.5)
        )
        let held: [Transition.Kind] = outage > .minutes(5) ? [.hold, .recover] : []
        #expect(Self.kinds(driver) == [.start] + held + [.advance])
    }

    @Test func trafficThatStopsDoesNotAdvanceOnOldReadings() throws {
        let driver = try Scenario.play(
            TracePlans.errors(Self.stages),
            [Self.healthy, (.minutes(30), .traffic(perHour: 0, failing: 0)), (.hours(3), Self.healthy.1)],
            until: .hours(3.1)
        )
        #expect(Self.kinds(driver) == [.start, .hold, .advance])
        #expect(driver.happenings[1].transition.state.hold == .samplesMissing)
        #expect(driver.happenings[2].at >= RolloutDriver.dawn + .hours(3))
    }

    @Test(arguments: [-30_001, -30_000, -1, 0, 1, 30_000]) func aRestartNearAStagesEndSkipsAndRepeatsNothing(
        offset: Int
    ) throws {
        var scenario = try Scenario(TracePlans.errors(TracePlans.three))
        try scenario.take(Self.healthy.1)
        let restart = RolloutDriver.dawn + .hours(1) + .milliseconds(offset)
        var isBack = false
        while scenario.driver.now < RolloutDriver.dawn + .hours(6) {
            if !isBack, scenario.driver.now + .seconds(30) > restart {
                // The controller dies: what is left is what was written.
                scenario.driver.now = max(scenario.driver.now, restart)
                scenario.driver.state = try RolloutState(json: JSON.parse(scenario.driver.state.json.text))
                try scenario.take(.absence(.minutes(20)))
                isBack = true
            }
            scenario.step()
        }
        let happenings = scenario.driver.happenings
        #expect(happenings.map(\.transition.kind) == [.start, .advance, .advance, .complete])
        #expect(happenings.map(\.transition.state.percentage.text) == ["5", "25", "100", "100"])
        #expect(happenings.map(\.transition.state.entries) == [1, 2, 3, 3])
    }

    @Test func anApprovalDoesNotOutweighABreach() throws {
        var scenario = try Scenario(TracePlans.errors(TracePlans.approved))
        try scenario.take(Self.healthy.1)
        while scenario.driver.state.phase != .awaitingApproval { scenario.step() }
        // The breach is in the counts that are read next; the approval comes just before.
        try scenario.take(.traffic(perHour: 100_000, failing: 300))
        try scenario.take(.absence(.minutes(1)))
        try scenario.take(.order(.approve))
        scenario.step()
        #expect(Self.kinds(scenario.driver).suffix(2) == [.approve, .rollback])
        #expect(scenario.driver.state.approval == nil)
    }

    @Test(arguments: [false, true]) func aWorseGuardIsNotHiddenBehindABetterOne(isFirst: Bool) throws {
        let good = #"{"name": "good", "metric": {"source": "s"}, "maxErrorRate": 0.5}"#
        let bad = #"{"name": "bad", "metric": {"source": "s"}, "maxErrorRate": 0.02}"#
        let guards = isFirst ? [bad, good] : [good, bad]
        let plan = #"{"flagKey": "f", "stages": [\#(Self.stages)], "guards": [\#(guards.joined(separator: ", "))]}"#
        let harmed = try Scenario.play(plan, [(.zero, .traffic(perHour: 1000, failing: 150))], until: .hours(2))
        #expect(Self.kinds(harmed) == [.start, .rollback])
        #expect(harmed.happenings.last?.transition.guardName == "bad")
        let doubtful = try Scenario.play(plan, [(.zero, .traffic(perHour: 1000, failing: 21))], until: .hours(2))
        #expect(doubtful.state.hold == .undecided)
    }

    @Test func aTestThatPassesDoesNotHideTheOtherOfItsGuard() throws {
        let plan = """
            {"flagKey": "f", "stages": [{"percentage": 50, "duration": "1h"}],
             "guards": [{"name": "both", "metric": {"source": "s"}, "maxErrorRate": 0.5, "comparedToControl": {}}]}
            """
        let driver = try Scenario.play(
            plan,
            [(.zero, .traffic(perHour: 1000, failing: 100, control: 10))],
            until: .hours(2)
        )
        #expect(Self.kinds(driver) == [.start, .rollback])
    }

    @Test func controlThatStopsComingIsNotComparedWith() throws {
        let plan = """
            {"flagKey": "f", "stages": [{"percentage": 50, "duration": "1h"}, {"percentage": 60}],
             "guards": [{"name": "both", "metric": {"source": "s"}, "comparedToControl": {}}]}
            """
        let driver = try Scenario.play(
            plan,
            [
                (.zero, .traffic(perHour: 1000, failing: 10, control: 10)),
                (.minutes(30), .traffic(perHour: 1000, failing: 10)),
            ],
            until: .hours(2)
        )
        #expect(Self.kinds(driver) == [.start, .hold])
        #expect(driver.state.hold == .samplesMissing)
    }

    @Test func nothingAllowedMeansThatThreeErrorsAreTooMany() throws {
        let plan = """
            {"flagKey": "f", "confidence": 0.999999, "stages": [{"percentage": 50, "duration": "1h"}],
             "guards": [{"name": "none", "metric": {"source": "s"}, "maxErrorRate": 0, "eventsPerUser": 10}]}
            """
        for (errors, phase) in [(2, Phase.progressing), (3, .rolledBack)] {
            var driver = try RolloutDriver(plan)
            driver.judge()
            driver.now = driver.now + .seconds(30)
            driver.judge([
                driver.reading("none", .counts(treatment: ArmCounts(exposures: 9000, errors: errors), control: nil))
            ])
            #expect(driver.state.phase == phase)
        }
    }

    @Test func anEditThatAsksAnotherQuestionBeginsItsGuardAfresh() throws {
        func plan(_ source: String) -> String {
            TracePlans.errors(Self.stages).replacing(#""source": "s""#, with: #""source": "\#(source)""#)
        }
        var driver = try RolloutDriver(plan("s"))
        driver.judge()
        func read(_ exposures: Int, _ errors: Int) {
            driver.now = driver.now + .seconds(30)
            driver.judge([
                driver.reading(
                    "errors",
                    .counts(treatment: ArmCounts(exposures: exposures, errors: errors), control: nil)
                )
            ])
        }
        read(1000, 1)
        // The other source counts ten times as many outcomes and as few errors: nothing of it is new harm.
        try driver.edit(plan("t"))
        #expect(driver.state.guards["errors"] == nil)
        read(10_000, 150)
        #expect(driver.state.guards["errors"]?.treatment.credited == ArmCounts(exposures: 10_000, errors: 150))
        #expect(driver.state.phase == .progressing)
    }
}
