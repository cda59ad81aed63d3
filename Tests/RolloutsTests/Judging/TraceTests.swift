import Rollouts
import Testing

/// Scenarios as lists of cues, and every event that they lead to.
@Suite struct TraceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var plan: String
        var cues: [(Duration, Cue)]
        var end: Duration
        var tick = Duration.seconds(30)
        var trace: String
        var refusals: [String] = []
        var testDescription: String { name }
    }

    @Test(arguments: health + breaches + holds) func trace(scenario: Case) throws {
        let driver = try Scenario.play(scenario.plan, scenario.cues, until: scenario.end, tick: scenario.tick)
        #expect(driver.trace == scenario.trace)
        #expect(driver.refusals == scenario.refusals)
    }

    @Test(arguments: orders + edits) func orderOrEdit(scenario: Case) throws {
        let driver = try Scenario.play(scenario.plan, scenario.cues, until: scenario.end, tick: scenario.tick)
        #expect(driver.trace == scenario.trace)
        #expect(driver.refusals == scenario.refusals)
    }
}

extension Duration {
    static func hours(_ hours: Double) -> Duration { .milliseconds(Int(hours * 3_600_000)) }
    static func minutes(_ minutes: Double) -> Duration { .milliseconds(Int(minutes * 60_000)) }
}
