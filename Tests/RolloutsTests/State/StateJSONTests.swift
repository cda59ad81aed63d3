import Rollouts
import Testing
import Wire

/// States that come back from Redis: those of Rampart are read bit for bit, impossible ones refused.
@Suite struct StateJSONTests {
    private static func state() throws -> RolloutState {
        var driver = try RolloutDriver(
            """
            {"flagKey": "f", "stages": [{"percentage": 50, "duration": "1h"}],
             "guards": [{"name": "a", "metric": {"source": "s"}, "maxErrorRate": 0.02, "comparedToControl": {}}]}
            """
        )
        driver.judge()
        for tick in 1...20 {
            driver.now = driver.now + .seconds(30)
            driver.judge([
                driver.reading(
                    "a",
                    .counts(
                        treatment: ArmCounts(exposures: 9 * tick),
                        control: ArmCounts(exposures: 10 * tick, errors: 1)
                    )
                )
            ])
        }
        return driver.state
    }

    @Test func aStateIsReadBackBitForBit() throws {
        let state = try Self.state()
        #expect(try RolloutState(json: JSON.parse(state.json.text)) == state)
    }

    @Test func whatIsAbsentIsLeftOut() throws {
        let text = try Self.state().json.text
        // A null would be a member that is there.
        #expect(!text.contains(#""breached""#) && !text.contains(#""segments""#) && !text.contains(#""tally""#))
    }

    /// Members of the state, replaced by what Rampart never writes.
    @Test(
        arguments: [
            ("stage", JSON(-1)), ("stage", JSON(Int.max)), ("entries", JSON(Int.max)), ("attempt", "x"),
            ("version", 1.5),
            ("phase", "flying"), ("hold", "never"), ("percentage", "101"), ("percentage", "nan"), ("position", [:]),
            ("position", ["percentage": 5, "segments": [1]]), ("breached", [1]), ("breached", JSON(.null)),
            ("approval", [:]),
            ("pausedFor", JSON(-1)), ("orphaned", "2"), ("stageSince", "soon"), ("phaseSince", JSON(.null)),
        ] as [(String, JSON)]
    )
    func impossibleMembersAreRefused(name: String, value: JSON) throws {
        let json = try Self.state().json
        let changed = (json.members ?? []).filter { $0.name != name }.map { ($0.name, $0.value) } + [(name, value)]
        let fault = #expect(throws: StateFault.self) { try RolloutState(json: .object(changed)) }
        #expect(fault?.description.contains("'\(name)'") == true)
    }

    /// Members of a guard's state, replaced likewise.
    @Test(
        arguments: [
            ("tally", ["readings": -1, "failed": 0, "failedInARow": 0]),
            ("tally", ["readings": 1, "failed": 2, "failedInARow": 0]),
            ("tally", ["readings": 2, "failed": -1, "failedInARow": -1]), ("attemptErrors", JSON(-1)),
            ("lastUsable", "soon"),
            ("treatment", ["credited": [-1, 0, 0]]), ("treatment", ["credited": [1, 0]]), ("split", [1]),
            ("split", [-1, 0]),
            ("treatment", ["credited": [1, 0, 0], "restart": ["counts": [0, 0, 0], "rising": -1]]), ("limit", [:]),
            ("last", ["value": JSON(.null)]), ("failingSince", JSON(.null)), ("comparison", [1]),
            ("dispersion", [0, 0, 0, -1.0]),
        ] as [(String, JSON)]
    )
    func impossibleGuardsAreRefused(name: String, value: JSON) throws {
        let known = try #require(try Self.state().guards["a"])
        #expect(GuardState(json: known.json) == known)
        let changed =
            (known.json.members ?? []).filter { $0.name != name }.map { ($0.name, $0.value) } + [(name, value)]
        #expect(GuardState(json: .object(changed)) == nil)
    }

    /// Counts at the ends of what can be written: they are judged, and nothing traps.
    @Test func theGreatestStatesAreJudged() throws {
        for number in [0, 1, Int.max] {
            var state = try Self.state()
            var known = try #require(state.guards["a"])
            known.attemptErrors = number
            known.tally = try #require(
                GuardState(
                    json: .object([
                        ("entry", "1.1"),
                        ("tally", ["readings": JSON(number), "failed": JSON(number), "failedInARow": JSON(number)]),
                    ])
                )
            ).tally
            known.treatment = Ledger(
                baseline: ArmCounts(exposures: .min, errors: .min, conversions: .min),
                awaitsBaseline: false,
                credited: ArmCounts(exposures: number, errors: number, conversions: number),
                restart: nil
            )
            state.guards["a"] = known
            state.stage = number
            for rule in [
                #""maxErrorRate": 0.02"#, #""minConversionRate": 0.1"#, #""max": 1"#, #""comparedToControl": {}"#,
            ] {
                let metric = rule.hasPrefix(#""max":"#) ? #"{"source": "s", "query": "q"}"# : #"{"source": "s"}"#
                let plan = try RolloutDriver.read(
                    #"{"flagKey": "f", "stages": [{"percentage": 50, "duration": "1h"}], "guards": [{"name": "a", "metric": \#(metric), \#(rule)}]}"#
                )
                for counts in [ArmCounts(exposures: .max, errors: .max, conversions: .max), ArmCounts(exposures: .min)] {
                    for outcome in [
                        Reading.Outcome.counts(treatment: counts, control: counts), .value(.greatestFiniteMagnitude),
                    ] {
                        let now = state.stageSince + .hours(2)
                        let reading = Reading(guardName: "a", entry: state.entry, asked: now, outcome: outcome)
                        let judgement = Judge.judge(
                            plan: plan,
                            state: state,
                            readings: [reading],
                            circumstances: Circumstances(now: now)
                        )
                        #expect(judgement.verdicts.count == 1)
                        _ = judgement.verdicts.map(\.json.text)
                    }
                }
            }
        }
    }
}
