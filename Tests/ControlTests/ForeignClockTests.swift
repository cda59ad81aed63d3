import Fixture
import Rollouts
import Store
import Testing

@testable import Control

/// What was written by a clock that is ahead of the leader's own.
@Suite("A clock ahead of the leader's")
struct ForeignClockTests {
    private static let plans = ["f.json": PlanText.steps("f"), "g.json": PlanText.steps("g")]

    /// A rollout that an operator whose clock is an hour and a half ahead has begun anew.
    private static func restarted(_ body: (ControlBench) async throws -> Void) async throws {
        try await ControlBench.with(plans) { bench in
            try await bench.pass(.seconds(600))
            try await bench.order(.rollback)
            try await bench.pass(.seconds(5))
            try await bench.order(.restart, ahead: .seconds(5400))
            try await body(bench)
        }
    }

    @Test("Harm in a stage that it entered is found at once")
    func harm() async throws {
        try await Self.restarted { bench in
            bench.desk.answer(ControlBench.failing)
            try await bench.pass(.seconds(1500))
            #expect(try await bench.state().phase == .rolledBack)
        }
    }

    @Test("A stage that it entered lasts as long as the plan says, and so do those of others")
    func durations() async throws {
        try await Self.restarted { bench in
            try await bench.pass(.seconds(2700))
            #expect(try await bench.state().percentage == Percentage(percent: 5))
            #expect(try await bench.state("g").percentage == Percentage(percent: 5))
            try await bench.pass(.seconds(1500))
            #expect(try await bench.state().percentage == Percentage(percent: 25))
            #expect(try await bench.state("g").percentage == Percentage(percent: 25))
        }
    }

    @Test("What another process writes again does not move the clock under a leader's stages")
    func reminder() async throws {
        try await ControlBench.with(Self.plans) { bench in
            try await bench.pass(.seconds(600))
            var stored = try #require(try await bench.store.rollout("f"))
            stored.state.stageSince = stored.state.stageSince + .seconds(5400)
            stored.state.phaseSince = stored.state.stageSince
            stored.state.guards["errors"]?.lastAsked = stored.state.stageSince
            let recall = Transition(.recall, stored.state)
            let event = RolloutEvent(
                recall,
                before: stored.state,
                verdicts: [],
                plan: try Draft(stored.planText).plan,
                at: bench.time.now,
                grounds: nil
            )
            let commit = Commit(rollout: stored, transition: recall, event: event)
            guard case .done = try await bench.store.commit(commit, by: .order, now: bench.time.now) else {
                throw ControlBench.Stuck()
            }
            let before = bench.time.now
            bench.desk.answer(ControlBench.failing)
            try await bench.pass(.seconds(1500))
            #expect(bench.time.now - before < .seconds(1600))
            #expect(try await bench.state().phase == .rolledBack)
        }
    }

    @Test("Who takes over behind what was committed carries its clock on, and leads at once")
    func takeover() async throws {
        // Killed, so that nothing is written: the store's own clock would be carried on as well, and the lease be over there.
        let prepare: (ControlBench) async throws -> Void = { bench in
            let later = bench.time.now + .seconds(7200)
            _ = try await bench.store.commit(
                try Draft(PlanText.steps("f"), now: later).order(.kill, now: later),
                by: .order,
                now: later
            )
        }
        try await ControlBench.with(["f.json": PlanText.steps("f")], prepare: prepare) { bench in
            #expect(bench.time.now >= VirtualTimepiece.dawn + .seconds(7200))
            #expect(await bench.controller.leads)
        }
    }

    @Test("To carry the clock on is no step of the wall clock, and hides none")
    func drift() async throws {
        try await ControlBench.with(Self.plans) { bench in
            var stored = try #require(try await bench.store.rollout("f"))
            stored.state.stageSince = bench.time.now + .seconds(7200)
            await bench.controller.keepClock([stored])
            #expect(bench.time.drift == .seconds(-7200))
            #expect(await bench.controller.drift == .seconds(-7200))
        }
    }
}
