import Control
import Fixture
import Rollouts
import Store
import Testing
import Wire

/// A store that comes back with older data, or with none.
@Suite("A store that forgot")
struct ForgettingTests {
    private static let plans = ["f.json": PlanText.steps("f")]

    @Test("What protects is written again, above the version that was lost", arguments: [Order.kill, .rollback, .stepBack, .pause])
    func protection(order: Order) async throws {
        try await ControlBench.with(Self.plans) { bench in
            try await bench.pass(.seconds(4500))
            let before = bench.store.snapshot
            try await bench.order(order)
            try await bench.pass(.seconds(5))
            let seen = try await bench.state()
            bench.store.forget(backTo: before)
            try await bench.pass(.seconds(5))
            let state = try await bench.state()
            #expect(state.phase == seen.phase && state.percentage == seen.percentage)
            #expect(state.version > seen.version)
            #expect(bench.kinds().last == "recall")
            #expect(try await bench.store.standing("f")?.enabled == (order != .kill))
            #expect(try await bench.store.standing("f")?.percentage == seen.percentage)
            #expect(bench.store.entries.count { $0.kind == "system" } == 1)
            try await bench.pass(.seconds(3 * 3600))
            #expect(bench.kinds().count { $0 == "recall" } == 1)
        }
    }

    @Test("The alarm is told though the lease is among what was forgotten, and once")
    func alarmWithoutLease() async throws {
        try await ControlBench.with(Self.plans) { bench in
            try await bench.pass(.seconds(4500))
            let before = bench.store.snapshot
            try await bench.order(.kill)
            try await bench.pass(.seconds(5))
            bench.store.forget(backTo: before)
            bench.store.usurp(by: "there", for: .seconds(30))
            // Small steps: the loss is noticed long before the lease would be renewed.
            for _ in 0..<8 { try await bench.pass(.milliseconds(250)) }
            #expect(bench.kinds().last == "recall")
            #expect(bench.store.entries.count { $0.kind == "system" } == 1)
            try await bench.pass(.seconds(3 * 3600))
            #expect(bench.store.leader?.hasSuffix("here") == true)
            #expect(bench.store.entries.count { $0.kind == "system" } == 1)
        }
    }

    @Test("An advance that was lost is not repeated: its stage is judged again")
    func advance() async throws {
        try await ControlBench.with(Self.plans) { bench in
            try await bench.pass(.seconds(3000))
            let before = bench.store.snapshot
            try await bench.pass(.seconds(1000))
            #expect(try await bench.state().percentage == Percentage(percent: 25))
            bench.desk.answer { _ in .unreachable("no route") }
            bench.store.forget(backTo: before)
            try await bench.pass(.seconds(4 * 3600))
            #expect(try await bench.state().percentage == Percentage(percent: 5))
            #expect(!bench.kinds().contains("recall"))
            bench.desk.answer(ControlBench.healthy)
            try await bench.pass(.seconds(5 * 3600))
            #expect(try await bench.state().phase == .completed)
        }
    }

    @Test("A halt above a lost advance keeps the lower percentage")
    func haltAboveLostAdvance() async throws {
        try await ControlBench.with(Self.plans) { bench in
            try await bench.pass(.seconds(3000))
            let before = bench.store.snapshot
            try await bench.pass(.seconds(1000))
            try await bench.order(.pause)
            try await bench.pass(.seconds(5))
            bench.store.forget(backTo: before)
            try await bench.pass(.seconds(5))
            let state = try await bench.state()
            #expect(state.phase == .paused && state.percentage == Percentage(percent: 5))
        }
    }

    @Test("Into an empty store everything is written back")
    func empty() async throws {
        try await ControlBench.with(Self.plans) { bench in
            try await bench.pass(.seconds(4500))
            let seen = try await bench.state()
            bench.store.forget(backTo: nil)
            try await bench.pass(.seconds(5))
            let state = try await bench.state()
            #expect(state.percentage == Percentage(percent: 25) && state.phase == .progressing && state.entry == seen.entry)
            #expect(state.version == seen.version + 1)
            #expect(try await bench.store.standing("f")?.percentage == Percentage(percent: 25))
            #expect(bench.kinds() == ["recall"])
            try await bench.pass(.seconds(4 * 3600))
            #expect(try await bench.state().phase == .completed)
        }
    }

    @Test("A standby that saw it writes it again, and tells of it where the leader does not", arguments: [true, false])
    func standby(leaderTells: Bool) async throws {
        let prepare: (ControlBench) async throws -> Void = { $0.store.usurp(by: "other", for: .seconds(7 * 86_400)) }
        try await ControlBench.with([:], prepare: prepare) { bench in
            var draft = try Draft(PlanText.steps("f"))
            for order in [Order.start, .advance] {
                let commit = try draft.order(order, now: bench.time.now)
                guard case .done(let revision, _) = try await bench.store.commit(commit, by: .order, now: bench.time.now)
                else { throw ControlBench.Stuck() }
                draft.wrote(commit, revision: revision)
            }
            try await bench.pass(.seconds(2))
            let before = bench.store.snapshot
            try await bench.order(.kill)
            try await bench.pass(.seconds(2))
            bench.store.forget(backTo: before)
            try await bench.pass(.seconds(5))
            #expect(try await bench.state().phase == .killed)
            #expect(try await bench.store.standing("f")?.enabled == false)
            // A leader is given the time to tell.
            #expect(bench.store.entries.count { $0.kind == "system" } == 0)
            if leaderTells {
                // It had seen more of what is gone.
                let lost = "\(bench.time.now.milliseconds)-9"
                let token = try #require(bench.store.leader)
                _ = try await bench.store.notice(
                    kind: "system",
                    flag: "",
                    event: [:],
                    file: ":redisForgot",
                    digest: lost,
                    by: .leader(token: token)
                )
            }
            try await bench.pass(.seconds(4 * 3600))
            let told = bench.store.entries.filter { $0.kind == "system" }
            #expect(told.count == 1)
            #expect((told.first?.event["condition"]?.string == "redisForgot") == !leaderTells)
            #expect(await bench.controller.leads == false)
        }
    }

    @Test("A rollout that was taken out by hand, with its log in place, is not written again")
    func removed() async throws {
        let prepare: (ControlBench) async throws -> Void = { $0.store.usurp(by: "other", for: .seconds(7 * 86_400)) }
        try await ControlBench.with([:], prepare: prepare) { bench in
            _ = try await bench.store.commit(try Draft(PlanText.steps("f")).order(.start), by: .order, now: bench.time.now)
            try await bench.pass(.seconds(2))
            bench.store.remove("f")
            bench.store.putFlag("g", percentage: .zero)
            _ = try await bench.store.commit(try Draft(PlanText.steps("g")).order(.start), by: .order, now: bench.time.now)
            try await bench.pass(.seconds(5))
            #expect(try await bench.store.rollout("f") == nil)
        }
    }

    @Test("A restart is not undone by what was seen before it")
    func restarted() async throws {
        try await ControlBench.with(Self.plans) { bench in
            try await bench.pass(.seconds(600))
            try await bench.order(.rollback)
            try await bench.pass(.seconds(5))
            try await bench.order(.restart)
            try await bench.pass(.seconds(600))
            #expect(try await bench.state().phase == .progressing)
            #expect(!bench.kinds().contains("recall"))
        }
    }

    @Test("A copy on disk brings back what store and process have lost together")
    func copy() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/state"
        try await ControlBench.with(Self.plans, copy: try StateFolder(path: path)) { bench in
            try await bench.pass(.seconds(600))
            try await bench.order(.rollback)
            try await bench.pass(.seconds(5))
        }
        let copy = try StateFolder(path: path)
        #expect(copy.load().rollouts.map(\.state.phase) == [.rolledBack] && copy.load().faults.isEmpty)
        try await ControlBench.with(Self.plans, copy: copy) { bench in
            try await bench.pass(.seconds(3 * 3600))
            #expect(try await bench.state().phase == .rolledBack)
            #expect(bench.kinds() == ["recall"])
            // Known to the log from now on: a restart by an operator stands.
            try await bench.order(.restart)
            try await bench.pass(.seconds(600))
            #expect(try await bench.state().phase == .progressing)
        }
    }

    @Test("A copy that is no copy is a fault with its place, and the others are used")
    func badCopy() async throws {
        let folder = try TemporaryFolder()
        try folder.write("{", to: "bad.json")
        try folder.write("[]", to: "worse.json")
        let copy = try StateFolder(path: folder.path)
        let (rollouts, faults) = copy.load()
        #expect(rollouts.isEmpty && faults.count == 2)
        #expect(faults.allSatisfy { $0.contains("json") && $0.contains("move it away") })
        #expect(throws: StateCopyFault.self) { try StateFolder(path: "\(folder.path)/no/such") }
    }
}
