import Fixture
import Readings
import Rollouts
import Store
import Testing

@testable import Control

@Suite("The controller")
struct ControllerTests {
    private static let whole = ["schedule", "start", "advance", "advance", "complete"]

    @Test("A new plan goes its whole way, each step committed once")
    func healthy() async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")]) { bench in
            try await bench.pass(.seconds(5 * 3600))
            #expect(bench.kinds() == Self.whole)
            let state = try await bench.state()
            #expect(state.phase == .completed && state.percentage == .all && state.version == 5)
            #expect(try await bench.store.standing("f")?.percentage == .all)
            #expect(Set(bench.desk.asked.map(\.entry)) == ["1.1", "1.2", "1.3"])
        }
    }

    @Test("A stage lasts as long as the plan says, within a step")
    func durations() async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")]) { bench in
            try await bench.pass(.seconds(3500))
            #expect(bench.kinds() == ["schedule", "start"])
            try await bench.pass(.seconds(500))
            #expect(bench.kinds() == ["schedule", "start", "advance"])
        }
    }

    @Test("A breach rolls back, and then nothing more")
    func breach() async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")], rule: ControlBench.failing) { bench in
            try await bench.pass(.seconds(3 * 3600))
            #expect(bench.kinds() == ["schedule", "start", "rollback"])
            #expect(try await bench.store.standing("f")?.percentage == .zero)
        }
    }

    @Test("While sources are unreachable it does not advance, and then goes on")
    func sources() async throws {
        let rule: ScriptedDesk.Rule = { _ in .unreachable("no route") }
        try await ControlBench.with(["f.json": PlanText.steps("f")], rule: rule) { bench in
            try await bench.pass(.seconds(2 * 3600))
            #expect(try await bench.state().percentage == Percentage(percent: 5))
            bench.desk.answer(ControlBench.healthy)
            try await bench.pass(.seconds(4 * 3600))
            #expect(try await bench.state().phase == .completed)
            #expect(bench.kinds().count { $0 == "advance" } == 2)
        }
    }

    @Test("An outage of the store doubles nothing", arguments: [MemoryKeeper.Outage.refusing, .losingAnswers])
    func outage(outage: MemoryKeeper.Outage) async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")]) { bench in
            try await bench.pass(.seconds(1800))
            bench.store.suffer(outage)
            // Stage's end and the lease's both fall into it.
            try await bench.pass(.seconds(2 * 3600))
            bench.store.suffer(nil)
            try await bench.pass(.seconds(5 * 3600))
            #expect(bench.kinds() == Self.whole)
            #expect(try await bench.state().version == 5)
        }
    }

    @Test("A commit that was done although its answer was lost is found when Redis is read again")
    func lostAnswer() async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")], prepare: { $0.directory.hold([:]) }) { bench in
            bench.directory.hold(["f.json": PlanText.steps("f")])
            bench.store.suffer(.losingAnswers)
            try await bench.pass(.seconds(120))
            #expect(bench.kinds() == ["schedule"])
            bench.store.suffer(nil)
            try await bench.pass(.seconds(60))
            #expect(bench.kinds() == ["schedule", "start"])
        }
    }

    @Test("An order from elsewhere is obeyed, and what was decided before it loses")
    func orders() async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")]) { bench in
            try await bench.pass(.seconds(1800))
            try await bench.order(.pause)
            try await bench.pass(.seconds(4 * 3600))
            #expect(bench.kinds() == ["schedule", "start", "pause"])
            try await bench.order(.resume)
            try await bench.pass(.seconds(2000))
            #expect(bench.kinds() == ["schedule", "start", "pause", "resume", "advance"])
        }
    }

    @Test("An order that comes while sources are asked is heeded at once, not at the next check's time")
    func orderDuringCheck() async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")]) { bench in
            bench.desk.hold()
            bench.time.advance(by: .seconds(360))
            try await bench.until { bench.desk.held == 1 }
            try await bench.order(.pause)
            bench.time.advance(by: .seconds(1))
            try await bench.until { await bench.controller.watches["f"]?.isStale == true }
            bench.desk.letGo()
            try await bench.settle()
            try await bench.pass(.milliseconds(100))
            #expect(await bench.controller.watches["f"]?.stored?.state.phase == .paused)
            #expect(bench.kinds() == ["schedule", "start", "pause"])
        }
    }

    @Test("Without the lease nothing is committed, and it leads again when the other has gone")
    func lostLease() async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")]) { bench in
            try await bench.pass(.seconds(1800))
            bench.store.usurp(by: "there", for: .seconds(4 * 3600))
            try await bench.pass(.seconds(3 * 3600))
            #expect(bench.kinds() == ["schedule", "start"])
            #expect(await !bench.controller.leads)
            try await bench.pass(.seconds(5 * 3600))
            #expect(bench.kinds() == Self.whole)
        }
    }

    @Test("A standby does nothing until the leader's lease runs out")
    func standby() async throws {
        try await ControlBench.with(
            ["f.json": PlanText.steps("f")],
            prepare: { $0.store.usurp(by: "there", for: .seconds(600)) }
        ) { bench in
            try await bench.pass(.seconds(500))
            #expect(bench.store.entries.isEmpty && bench.desk.asked.isEmpty)
            #expect(await bench.controller.status.leads == false)
            try await bench.pass(.seconds(200))
            #expect(bench.kinds() == ["schedule", "start"])
        }
    }

    @Test("A flag waits for the ones that it comes after")
    func after() async throws {
        let plans = ["f.json": PlanText.steps("f", more: #", "after": ["g"]"#), "g.json": PlanText.steps("g")]
        try await ControlBench.with(plans) { bench in
            try await bench.pass(.seconds(2 * 3600))
            #expect(bench.kinds() == ["schedule", "hold"])
            #expect(try await bench.state().hold == .waitsForOthers)
            try await bench.pass(.seconds(6 * 3600))
            #expect(bench.kinds("g") == Self.whole)
            #expect(bench.kinds() == ["schedule", "hold", "start", "advance", "advance", "complete"])
        }
    }

    @Test("A flag that is live already is not lowered")
    func live() async throws {
        try await ControlBench.with(
            ["f.json": PlanText.steps("f")],
            prepare: { $0.store.putFlag("f", percentage: .all) }
        ) { bench in
            try await bench.pass(.seconds(3600))
            #expect(bench.kinds() == ["schedule", "hold"])
            #expect(try await bench.store.standing("f")?.percentage == .all)
        }
    }

    @Test("Who takes over advances on what it has asked itself, however fresh another's reading seems")
    func ownReadings() async throws {
        let prepare: (ControlBench) async throws -> Void = { bench in
            let begun = bench.time.now - .seconds(4000)
            var commit = try Draft(PlanText.steps("f"), now: begun).order(.start, now: begun)
            var known = GuardState(entry: commit.rollout.state.entry, counting: .window)
            _ = known.treatment.credit(ArmCounts(exposures: 1000))
            (known.lastAsked, known.lastUsable) = (bench.time.now, bench.time.now)
            commit.rollout.state.guards["errors"] = known
            _ = try await bench.store.commit(commit, by: .order, now: begun)
        }
        let rule: ScriptedDesk.Rule = { _ in .unreachable("no route") }
        try await ControlBench.with(["f.json": PlanText.steps("f")], rule: rule, prepare: prepare) { bench in
            try await bench.pass(.seconds(600))
            #expect(!bench.kinds().contains("advance"))
            bench.desk.answer(ControlBench.healthy)
            try await bench.pass(.seconds(600))
            #expect(bench.kinds().contains("advance"))
        }
    }

    @Test("A stop finishes the check under way and gives the lease up")
    func stop() async throws {
        try await ControlBench.with(["f.json": PlanText.steps("f")]) { bench in
            bench.desk.hold()
            bench.time.advance(by: .seconds(360))
            try await bench.until { bench.desk.held == 1 }
            bench.controller.stop()
            try await bench.until { bench.store.leader == nil }
            let known = try await bench.state().guards["errors"]
            #expect(known?.last.map { !$0.isUsable } == true, "the check's evidence is saved")
            #expect(await bench.controller.inFlight == 0)
        }
    }
}
