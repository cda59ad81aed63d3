import Rollouts
import Testing

/// What protected is written again over a store that forgot it; what was advanced since is earned again, stage by stage.
@Suite("What a store forgot")
struct RecallTests {
    private static let plan = """
        {"flagKey": "f", "stages": [{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "1h"}],
         "guards": [{"name": "errors", "metric": {"source": "s"}, "maxErrorRate": 0.02}]}
        """

    /// What was seen in `phase` at the first stage, over a store that went back to before the start.
    private func recalled(_ phase: Phase, plan: Plan) throws -> RolloutState {
        let held = RolloutState(plan: plan, digest: "", now: RolloutDriver.dawn)
        var seen = held
        seen.entries = 1
        seen.percentage = phase == .rolledBack ? .zero : plan.stages[0].position.percentage
        seen.phase = phase
        if phase == .killed { seen.previousPhase = .progressing }
        return try #require(Recall.transition(seen: seen, held: held)).state
    }

    @Test(
        "One that was stopped, and whose start is forgotten, goes on by starting: no stage is skipped",
        arguments: [(Phase.paused, Order.resume), (.halted, .resume), (.halted, .restart), (.killed, .restore)]
    )
    func begunAgain(phase: Phase, order: Order) throws {
        let plan = try RolloutDriver.read(Self.plan)
        let stopped = try recalled(phase, plan: plan)
        #expect(stopped.phase == phase && stopped.percentage == .zero && !stopped.hasBegun)
        let now = RolloutDriver.dawn + .seconds(60)
        let desk = OrderDesk(plan: plan, state: stopped, now: now)
        for order in [Order.advance, .promote] {
            #expect(throws: OrderRefusal.self) { try desk.take(OrderTicket(order, actor: "ann", reason: "why")) }
        }
        let waiting = try desk.take(OrderTicket(order, actor: "ann", reason: "why")).state
        #expect(waiting.phase == .scheduled && waiting.percentage == .zero)
        let judgement = Judge.judge(
            plan: plan,
            state: waiting,
            readings: [],
            circumstances: Circumstances(now: now + .seconds(7200))
        )
        guard case .move(let start) = judgement.decision else { throw Stays() }
        #expect(start.kind == .start && start.state.stage == 0 && start.flag?.enabled == true)
        #expect(start.state.percentage == plan.stages[0].position.percentage)
    }

    @Test("What was paused before it is killed, and lost its start, is paused again by a restore")
    func pausedBeforeKill() throws {
        let plan = try RolloutDriver.read(Self.plan)
        var state = try recalled(.killed, plan: plan)
        state.previousPhase = .paused
        let desk = OrderDesk(plan: plan, state: state, now: RolloutDriver.dawn)
        let restored = try desk.take(OrderTicket(.restore, actor: "ann", reason: "why")).state
        #expect(restored.phase == .paused && !restored.hasBegun)
    }

    @Test("One that was rolled back stays so, as it was seen")
    func rolledBack() throws {
        let state = try recalled(.rolledBack, plan: try RolloutDriver.read(Self.plan))
        #expect(state.phase == .rolledBack && state.hasBegun)
    }

    private struct Stays: Error {}
}
