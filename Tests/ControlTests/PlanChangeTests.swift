import Fixture
import Rollouts
import Store
import Testing
import Wire

@testable import Control

@Suite("What the plan directory does to rollouts")
struct PlanChangeTests {
    private let file = ["f.json": PlanText.steps("f")]

    @Test("An edit is taken while the rollout is under way")
    func edit() async throws {
        try await ControlBench.with(file) { bench in
            let edited = PlanText.steps("f", more: #", "owner": "growth""#)
            bench.directory.hold(["f.json": edited])
            try await bench.pass(.seconds(120))
            #expect(bench.kinds() == ["schedule", "start", "planChanged"])
            #expect(try await bench.store.rollout("f")?.planText == edited)
            try await bench.pass(.seconds(120))
            #expect(bench.kinds().count == 3)
        }
    }

    @Test("A raised revision begins a new attempt, a lowered one is refused")
    func revisions() async throws {
        try await ControlBench.with(file) { bench in
            bench.directory.hold(["f.json": PlanText.steps("f", revision: 2)])
            try await bench.pass(.seconds(120))
            #expect(bench.kinds() == ["schedule", "start", "restart"])
            #expect(try await bench.state().attempt == 2)
            bench.directory.hold(file)
            try await bench.pass(.seconds(300))
            #expect(bench.kinds().count == 3)
            #expect(try await bench.state().planRevision == 2)
        }
    }

    @Test("A broken edit is told once, the rollout goes on by the plan it has, and the mending is told")
    func broken() async throws {
        try await ControlBench.with(file) { bench in
            bench.directory.hold(["f.json": "{"])
            try await bench.pass(.seconds(3 * 3600 + 1800))
            #expect(bench.store.entries.count { $0.kind == "planBroken" } == 1)
            #expect(try await bench.state().phase == .completed)
            #expect(try await bench.state().orphaned == Orphanhood.none)
            bench.directory.hold(file)
            try await bench.pass(.seconds(120))
            #expect(bench.store.entries.count { $0.kind == "planMended" } == 1)
        }
    }

    @Test("Without its file a rollout does not advance; with the file it goes on")
    func orphan() async throws {
        try await ControlBench.with(file) { bench in
            bench.directory.hold(["g.json": PlanText.steps("g")])
            try await bench.pass(.seconds(3 * 3600))
            #expect(bench.kinds() == ["schedule", "start", "orphan"])
            #expect(try await bench.state().percentage == Percentage(percent: 5))
            bench.directory.hold(file)
            try await bench.pass(.seconds(600))
            #expect(Array(bench.kinds().prefix(5)) == ["schedule", "start", "orphan", "adopt", "advance"])
        }
    }

    @Test("An orphan is guarded by the plan kept in the store")
    func orphanBreach() async throws {
        try await ControlBench.with(file) { bench in
            bench.directory.hold(["g.json": PlanText.steps("g")])
            try await bench.pass(.seconds(120))
            bench.desk.answer(ControlBench.failing)
            try await bench.pass(.seconds(3600))
            #expect(bench.kinds() == ["schedule", "start", "orphan", "rollback"])
        }
    }

    @Test("A directory that cannot be read, or is suddenly empty, changes nothing but is told once", arguments: [true, false])
    func away(isEmpty: Bool) async throws {
        try await ControlBench.with(file) { bench in
            if isEmpty { bench.directory.hold([:]) } else { bench.directory.fail("plans cannot be read: no such file") }
            try await bench.pass(.seconds(2000))
            #expect(bench.kinds() == ["schedule", "start"])
            #expect(bench.store.entries.count { $0.kind == "system" } == 1)
            #expect(await bench.controller.status.directoryFault != nil)
            try await bench.pass(.seconds(2000))
            #expect(bench.kinds() == ["schedule", "start", "advance"])
            bench.directory.hold(file)
            try await bench.pass(.seconds(120))
            #expect(bench.store.entries.count { $0.kind == "system" } == 2)
            #expect(await bench.controller.status.directoryFault == nil)
        }
    }

    /// The conditions of Rampart's own that the log tells of.
    private func conditions(_ bench: ControlBench) -> [String] {
        bench.store.entries.compactMap { $0.kind == "system" ? $0.event["condition"]?.string : nil }
    }

    @Test(
        "What could not be told while the store was away is told once it is back",
        arguments: [MemoryKeeper.Outage.refusing, .losingAnswers]
    )
    func awayTogether(outage: MemoryKeeper.Outage) async throws {
        try await ControlBench.with(file) { bench in
            func change(_ change: () -> Void) async throws {
                bench.store.suffer(outage)
                change()
                try await bench.pass(.seconds(130))
                bench.store.suffer(nil)
                try await bench.pass(.seconds(130))
            }
            try await change { bench.directory.fail("plans cannot be read: no such file") }
            #expect(conditions(bench) == ["plansUnreadable"])
            try await change { bench.directory.hold(file) }
            #expect(conditions(bench) == ["plansUnreadable", "plansBack"])
        }
    }

    @Test("What was told with its answer lost is taken back")
    func lostAnswer() async throws {
        try await ControlBench.with(file) { bench in
            bench.store.suffer(.losingAnswers)
            bench.directory.fail("plans cannot be read: no such file")
            try await bench.pass(.seconds(61))
            bench.store.suffer(nil)
            bench.directory.hold(file)
            try await bench.pass(.seconds(130))
            #expect(conditions(bench) == ["plansUnreadable", "plansBack"])
        }
    }

    @Test("A fault of a file that the store forgot is told again")
    func forgottenFault() async throws {
        try await ControlBench.with(file) { bench in
            let before = bench.store.snapshot
            bench.directory.hold(["f.json": "{"])
            try await bench.pass(.seconds(130))
            #expect(bench.store.entries.count { $0.kind == "planBroken" } == 1)
            bench.store.forget(backTo: before)
            #expect(bench.store.entries.count { $0.kind == "planBroken" } == 0)
            try await bench.pass(.seconds(130))
            #expect(bench.store.entries.count { $0.kind == "planBroken" } == 1)
            bench.directory.hold(file)
            try await bench.pass(.seconds(130))
            #expect(bench.store.entries.count { $0.kind == "planMended" } == 1)
        }
    }
}
