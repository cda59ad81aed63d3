import Rollouts
import Testing

/// Every combination of phase, two guards' standings, timer, window, approval and orphanhood, against the rules.
@Suite struct DecisionTableTests {
    struct Row {
        var phase: Phase
        var first: Verdict.Standing
        var second: Verdict.Standing
        var isOver: Bool
        var windowIsOpen: Bool
        var approval: Approval
        var orphaned: Orphanhood
    }

    enum Approval: CaseIterable { case notAsked, missing, given }

    /// `first` halts on a breach and bears outages; `second` rolls back on a breach and halts on an outage.
    static func plan(asksApproval: Bool) throws -> Plan {
        try RolloutDriver.read(
            """
            {"flagKey": "f", "stages": [{"percentage": 5, "duration": "1h"},
              {"percentage": 25, "duration": "1h", "approval": \(asksApproval)}],
             "guards": [
              {"name": "first", "metric": {"source": "s", "query": "a"}, "max": 10, "failureLimit": 2, "onBreach": "halt"},
              {"name": "second", "metric": {"source": "s", "query": "b"}, "max": 10, "failureLimit": 2,
               "noData": {"for": "15m", "then": "halt"}}]}
            """
        )
    }

    private static let now = RolloutDriver.dawn + .seconds(86_400)

    private static func known(_ standing: Verdict.Standing) -> GuardState {
        var known = GuardState(entry: "1.1", counting: .window)
        known.lastAsked = now
        known.lastUsable = now
        known.tally.readings = 5
        known.tally.last = 1
        switch standing {
        case .passed, .notApplicable: break
        case .breached: known.tally.failed = 3
        case .undecided: (known.tally.failed, known.tally.failedInARow) = (1, 1)
        case .samplesMissing: known.tally.readings = 2
        case .unread: known.lastUsable = now - .seconds(91)
        case .noData:
            known.lastUsable = now - .seconds(900)
            known.failingSince = now - .seconds(870)
        }
        return known
    }

    private static func decide(_ row: Row, _ plan: Plan) -> Judgement {
        var state = RolloutState(plan: plan, digest: "", now: now - .seconds(7200))
        state.phase = row.phase
        if row.phase != .scheduled {
            state.percentage = row.phase == .rolledBack ? .zero : plan.stages[0].position.percentage
            state.entries = 1
            state.stageSince = now - .seconds(row.isOver ? 3600 : 3599)
            state.phaseSince = now
        }
        // Of a hold, the reason that no row leads to: whatever keeps it must be said anew.
        if row.phase == .holding { (state.hold, state.holdSince) = (.stageGone, now - .seconds(60)) }
        state.orphaned = row.orphaned
        if row.approval == .given { state.approval = plan.stages[1].position }
        state.guards = ["first": known(row.first), "second": known(row.second)]
        return Judge.judge(
            plan: plan,
            state: state,
            readings: [],
            circumstances: Circumstances(now: now, windowIsOpen: row.windowIsOpen)
        )
    }

    /// The rules, one sentence after the other.
    private static func expected(_ row: Row) -> String {
        let standings = [row.first, row.second]
        switch row.phase {
        case .scheduled:
            if row.orphaned == .orphaned { return "stay" }
            return row.windowIsOpen ? "start" : "hold windowClosed"
        case .rolledBack, .killed, .completed: return "stay"
        case .progressing, .holding, .awaitingApproval, .paused, .halted: break
        }
        if row.second == .breached { return "rollback" }
        if row.phase != .halted, row.first == .breached || row.second == .noData { return "halt" }
        if row.phase == .halted || row.phase == .paused { return "stay" }
        if standings.contains(.noData) { return "hold noData" }
        if !row.isOver { return row.phase == .progressing ? "stay" : "recover" }
        if standings.contains(.unread) { return "stay" }
        if standings.contains(.samplesMissing) { return "hold samplesMissing" }
        if standings.contains(.undecided) { return "hold undecided" }
        if row.orphaned == .orphaned { return "stay" }
        if row.approval == .missing { return row.phase == .awaitingApproval ? "stay" : "awaitApproval" }
        return row.windowIsOpen ? "advance" : "hold windowClosed"
    }

    @Test(arguments: Phase.allCases) func everyCombination(phase: Phase) throws {
        let plans = [false: try Self.plan(asksApproval: false), true: try Self.plan(asksApproval: true)]
        let standings = Verdict.Standing.allCases.filter { $0 != .notApplicable }
        for first in standings {
            for second in standings {
                for approval in Approval.allCases {
                    for orphaned in [Orphanhood.none, .orphaned, .released] {
                        for (isOver, windowIsOpen) in [(false, false), (false, true), (true, false), (true, true)] {
                            let row = Row(
                                phase: phase,
                                first: first,
                                second: second,
                                isOver: isOver,
                                windowIsOpen: windowIsOpen,
                                approval: approval,
                                orphaned: orphaned
                            )
                            let plan = try #require(plans[approval != .notAsked])
                            let judgement = Self.decide(row, plan)
                            let found = Self.name(judgement.decision)
                            if found != Self.expected(row) {
                                Issue.record("\(row): expected \(Self.expected(row)), found \(found)")
                            }
                            if phase == .progressing {
                                #expect(judgement.verdicts.map(\.standing) == [first, second])
                            }
                        }
                    }
                }
            }
        }
    }

    private static func name(_ decision: Decision) -> String {
        switch decision {
        case .stay: return "stay"
        case .move(let transition):
            let hold = transition.state.hold.map { " \($0.rawValue)" } ?? ""
            return transition.kind.rawValue + hold
        }
    }

    @Test func theLastStageCompletesWhetherOrNotTheWindowIsOpen() throws {
        var driver = try RolloutDriver(#"{"flagKey": "f", "stages": [{"percentage": 100, "duration": "1h"}]}"#)
        driver.judge()
        driver.windowIsOpen = false
        driver.now = driver.now + .seconds(3600)
        driver.judge()
        #expect(driver.happenings.map(\.transition.kind) == [.start, .complete])
        #expect(driver.state.phase == .completed)
    }
}
