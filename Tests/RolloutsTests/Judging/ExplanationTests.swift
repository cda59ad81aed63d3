import Rollouts
import Testing
import Wire

/// A recorded decision is made again from the log's own JSON.
struct ExplanationTests {
    private static let text = """
        {"flagKey":"f","stages":[{"percentage":5,"duration":"1h"},{"percentage":100}],
         "guards":[{"name":"errors","metric":{"source":"a"},"maxErrorRate":0.02}]}
        """

    /// The event of a rollback by 60 errors of 200, as it comes back from the log.
    private func rollback() throws -> RolloutEvent {
        let plan = try #require(PlanReader.read(Array(Self.text.utf8)).plan)
        let begin = Moment(milliseconds: 1_000_000)
        var state = RolloutState(plan: plan, digest: "d", now: begin)
        let start = Judge.judge(plan: plan, state: state, readings: [], circumstances: Circumstances(now: begin))
        guard case .move(let entering) = start.decision else { throw Missing() }
        state = entering.state
        let now = begin + .seconds(30)
        let counts = Reading.Outcome.counts(treatment: ArmCounts(exposures: 200, errors: 60), control: nil)
        let readings = [Reading(guardName: "errors", entry: state.entry, asked: now, outcome: counts)]
        let circumstances = Circumstances(now: now)
        let judgement = Judge.judge(plan: plan, state: state, readings: readings, circumstances: circumstances)
        guard case .move(let transition) = judgement.decision else { throw Missing() }
        let grounds = Grounds(planText: Self.text, state: state, readings: readings, circumstances: circumstances)
        let event = RolloutEvent(
            transition,
            before: state,
            verdicts: judgement.verdicts,
            plan: plan,
            at: now,
            grounds: grounds.json
        )
        return try #require(RolloutEvent(json: try JSON.parse(event.json.text)))
    }

    private struct Missing: Error {}

    @Test func comesOutTheSameBitForBit() throws {
        let event = try rollback()
        #expect(event.kind == .rollback)
        let explanation = try #require(Explanation(event))
        #expect(explanation.isSame && explanation.difference == nil)
        #expect(explanation.intervals.map(\.guardName) == ["errors"])
    }

    @Test func saysWhatWouldHaveChangedIt() throws {
        let explanation = try #require(Explanation(try rollback()))
        let sentence = try #require(explanation.alternatives.first)
        #expect(
            sentence.hasPrefix("errors: with ")
                && sentence.hasSuffix("fewer errors in this reading it would not have been rolled back")
        )
    }

    @Test func findsARecordThatWasChanged() throws {
        var event = try rollback()
        event.reason += " "
        #expect(try #require(Explanation(event)).isSame == false)
        event = try rollback()
        let text = try #require(event.grounds).text.replacing("[200,60,0]", with: "[200,1,0]")
        event.grounds = try JSON.parse(text)
        let explanation = try #require(Explanation(event))
        #expect(!explanation.isSame && explanation.difference != nil)
    }

    @Test func anOrderHasNothingToJudgeAgain() throws {
        var event = try rollback()
        event.grounds = nil
        #expect(Explanation(event) == nil)
    }
}
