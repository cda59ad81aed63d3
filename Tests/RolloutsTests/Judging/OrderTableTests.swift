import Rollouts
import Testing

/// Every order in every phase: what it does, or why it is refused.
@Suite struct OrderTableTests {
    /// Three stages, the last of which asks for approval.
    static let plan = """
        {"flagKey": "f", "stages": [{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "1h"},
          {"percentage": 100, "approval": true}]}
        """

    /// A rollout in `phase` at the middle stage; a kill came upon it while it was progressing.
    static func desk(_ phase: Phase, stage: Int = 1, orphaned: Orphanhood = .none) throws -> OrderDesk {
        OrderDesk(
            plan: try RolloutDriver.read(plan),
            state: try state(phase, stage: stage, orphaned: orphaned),
            now: RolloutDriver.dawn + .seconds(60)
        )
    }

    static func state(_ phase: Phase, stage: Int = 1, orphaned: Orphanhood = .none) throws -> RolloutState {
        let plan = try RolloutDriver.read(plan)
        var state = RolloutState(plan: plan, digest: "", now: RolloutDriver.dawn)
        state.phase = phase
        state.orphaned = orphaned
        if phase != .scheduled {
            state.stage = stage
            state.position = plan.stages[stage].position
            state.percentage = phase == .rolledBack ? .zero : state.position.percentage
            state.entries = 2
        }
        if phase == .killed { state.previousPhase = .progressing }
        return state
    }

    static func cell(_ desk: OrderDesk, _ order: Order) -> String {
        do throws(OrderRefusal) {
            let transition = try desk.take(OrderTicket(order, actor: "ann", reason: "why"))
            let entered = transition.state.entry == "1.2" ? "" : " entry \(transition.state.entry)"
            return
                "\(transition.kind.rawValue) → \(transition.state.phase.rawValue) \(transition.state.percentage)\(entered)"
        } catch {
            return error.code.rawValue
        }
    }

    @Test(arguments: [
        (Order.start, "scheduled: start → progressing 5 % entry 1.1"),
        (
            .pause,
            """
            progressing: pause → paused 25 %
            holding: pause → paused 25 %
            awaitingApproval: pause → paused 25 %
            """
        ),
        (
            .resume,
            """
            progressing: nothing_to_do
            holding: nothing_to_do
            awaitingApproval: nothing_to_do
            paused: resume → progressing 25 %
            halted: resume → progressing 25 % entry 1.3
            """
        ),
        (
            .approve,
            """
            progressing: approve → progressing 25 %
            holding: approve → holding 25 %
            awaitingApproval: approve → awaitingApproval 25 %
            """
        ),
        (
            .advance,
            """
            progressing: advance → progressing 100 % entry 1.3
            holding: advance → progressing 100 % entry 1.3
            awaitingApproval: advance → progressing 100 % entry 1.3
            paused: advance → progressing 100 % entry 1.3
            """
        ),
        (
            .promote,
            """
            progressing: advance → progressing 100 % entry 1.3
            holding: advance → progressing 100 % entry 1.3
            awaitingApproval: advance → progressing 100 % entry 1.3
            paused: advance → progressing 100 % entry 1.3
            """
        ),
        (
            .stepBack,
            """
            progressing: stepBack → halted 5 % entry 1.3
            holding: stepBack → halted 5 % entry 1.3
            awaitingApproval: stepBack → halted 5 % entry 1.3
            paused: stepBack → halted 5 % entry 1.3
            halted: stepBack → halted 5 % entry 1.3
            completed: stepBack → halted 5 % entry 1.3
            """
        ),
        (
            .rollback,
            """
            progressing: rollback → rolledBack 0 %
            holding: rollback → rolledBack 0 %
            awaitingApproval: rollback → rolledBack 0 %
            paused: rollback → rolledBack 0 %
            halted: rollback → rolledBack 0 %
            completed: rollback → rolledBack 0 %
            """
        ),
        (
            .restart,
            """
            halted: restart → progressing 5 % entry 2.3
            rolledBack: restart → progressing 5 % entry 2.3
            completed: restart → progressing 5 % entry 2.3
            """
        ),
        (
            .kill,
            """
            scheduled: kill → killed 0 % entry 1.0
            progressing: kill → killed 25 %
            holding: kill → killed 25 %
            awaitingApproval: kill → killed 25 %
            paused: kill → killed 25 %
            halted: kill → killed 25 %
            rolledBack: kill → killed 0 %
            killed: nothing_to_do
            completed: kill → killed 25 %
            """
        ),
        (.restore, "killed: restore → progressing 25 % entry 1.3"),
    ])
    func everyOrderInEveryPhase(order: Order, expected: String) throws {
        let rows = try Phase.allCases.map { phase in
            "\(phase.rawValue): \(Self.cell(try Self.desk(phase), order))"
        }
        // What is not listed does not fit the phase.
        #expect(rows.filter { !$0.hasSuffix("wrong_phase") }.joined(separator: "\n") == expected)
    }

    @Test func theListOfFittingOrdersIsWhatIsTaken() throws {
        for phase in Phase.allCases {
            let desk = try Self.desk(phase)
            let taken = Order.allCases.filter { Self.cell(desk, $0).contains("→") }
            #expect(desk.fitting == taken, "\(phase)")
        }
    }

    @Test(arguments: [
        (Phase.rolledBack, Order.pause, "pause does not fit: f is rolledBack; possible now: restart, kill"),
        (
            .progressing, .restart,
            "restart does not fit: f is progressing; possible now: pause, approve, advance, promote, stepBack, rollback, kill"
        ),
        (.killed, .kill, "f is killed already; possible now: restore"),
        (.killed, .start, "start does not fit: f is killed; possible now: restore"),
        (
            .progressing, .resume,
            "f is neither paused nor halted, so there is nothing to resume; possible now: pause, approve, advance, "
                + "promote, stepBack, rollback, kill"
        ),
        (.scheduled, .resume, "resume does not fit: f is scheduled; possible now: start, kill"),
    ])
    func refusalsSayWhatWouldFit(phase: Phase, order: Order, expected: String) throws {
        let desk = try Self.desk(phase)
        let refusal = #expect(throws: OrderRefusal.self) { try desk.take(OrderTicket(order, actor: "ann", reason: "")) }
        #expect(refusal?.description == expected)
    }

    @Test func theLastStageHasNoNext() throws {
        let desk = try Self.desk(.progressing, stage: 2)
        #expect(Self.cell(desk, .advance) == "complete → completed 100 %")
        #expect(Self.cell(desk, .promote) == "nothing_to_do")
        #expect(Self.cell(desk, .approve) == "nothing_to_do")
    }

    @Test func anOrphanIsLetGoByResume() throws {
        for phase in [Phase.scheduled, .progressing, .holding, .awaitingApproval, .paused, .halted] {
            let desk = try Self.desk(phase, orphaned: .orphaned)
            let transition = try desk.take(OrderTicket(.resume, actor: "ann", reason: ""))
            #expect(transition.state.orphaned == .released, "\(phase)")
        }
    }

    @Test func aKillIsUndoneToWhatWasBefore() throws {
        let expected: [Phase: Phase] = [
            .scheduled: .scheduled, .progressing: .progressing, .holding: .progressing, .awaitingApproval: .progressing,
            .paused: .paused, .halted: .halted, .rolledBack: .rolledBack, .completed: .completed, .killed: .paused,
        ]
        for (phase, after) in expected {
            let before = try Self.state(phase)
            // Killed twice, as Redis might say, is not restored to a kill.
            var state =
                try phase == .killed
                ? before : Self.desk(phase).take(OrderTicket(.kill, actor: "ann", reason: "")).state
            state.previousPhase = phase
            let now = RolloutDriver.dawn + .seconds(120)
            let desk = OrderDesk(plan: try RolloutDriver.read(Self.plan), state: state, now: now)
            let transition = try desk.take(OrderTicket(.restore, actor: "ann", reason: "well again"))
            #expect(transition.state.phase == after, "\(phase)")
            #expect(transition.state.hold == nil && transition.state.previousPhase == nil)
            #expect(transition.state.percentage == before.percentage)
            #expect(transition.flag?.enabled == true)
            if phase != .scheduled {
                #expect(transition.state.stageSince == now && transition.state.entries == 3)
                #expect(transition.state.reason == "well again; evidence of harm begins afresh")
            }
        }
    }
}
