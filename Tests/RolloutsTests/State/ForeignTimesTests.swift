import Rollouts
import Testing

@Suite("Times ahead of a process's clock")
struct ForeignTimesTests {
    private static let now = Moment(milliseconds: 1_000_000)
    private static let ahead = now + .seconds(3600)

    private static func state(since: Moment) throws -> RolloutState {
        let text = #"{"flagKey": "f", "stages": [{"percentage": 5}]}"#
        let plan = try #require(PlanReader.read(Array(text.utf8)).plan)
        return RolloutState(plan: plan, digest: "d", now: since)
    }

    @Test("They count from when they were first seen, also once the clock has caught up")
    func first() throws {
        var seen: [Moment: Moment] = [:]
        for later in [Duration.zero, .seconds(60), .seconds(7200)] {
            var state = try Self.state(since: Self.ahead)
            state.holdSince = Self.ahead
            state.settle(seen: &seen, now: Self.now + later)
            #expect(state.stageSince == Self.now && state.phaseSince == Self.now && state.holdSince == Self.now)
        }
        #expect(seen == [Self.ahead: Self.now])
    }

    @Test("Times of the past stay as they are, and nothing is kept of times that are gone")
    func past() throws {
        var seen = [Self.ahead: Self.now]
        var state = try Self.state(since: Self.now - .seconds(5))
        let before = state
        state.settle(seen: &seen, now: Self.now)
        #expect(state == before && seen.isEmpty)
    }

    @Test("A reading of the future is no reason to wait for the next")
    func readings() throws {
        var state = try Self.state(since: Self.now)
        var known = GuardState(entry: "1.1", counting: .total)
        known.lastAsked = Self.ahead
        known.failingSince = Self.ahead
        known.lastGrowth = Self.now - .seconds(1)
        state.guards["errors"] = known
        var seen: [Moment: Moment] = [:]
        state.settle(seen: &seen, now: Self.now)
        let settled = try #require(state.guards["errors"])
        #expect(settled.lastAsked == nil)
        #expect(settled.failingSince == Self.now && settled.lastGrowth == Self.now - .seconds(1))
    }
}
