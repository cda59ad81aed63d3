import Rollouts
import Testing
import Wire

/// Random plans, readings, orders, edits and times: what must never happen does not.
@Suite struct DecisionPropertyTests {
    @Test(arguments: 0..<8) func promisesHold(block: Int) throws {
        for seed in (block * 250)..<((block + 1) * 250) {
            var random = Seeded(seed: UInt64(seed))
            var run = try RandomRun(&random)
            for _ in 0..<30 { try run.step(&random) }
            if let broken = run.broken {
                Issue.record("seed \(seed): \(broken)\n\(run.driver.planText)\n\(run.driver.trace)")
                return
            }
        }
    }

    @Test func everyPlaceIsReached() throws {
        var kinds: Set<Transition.Kind> = []
        var phases: Set<Phase> = []
        var holds: Set<HoldReason> = []
        for seed in 0..<200 {
            var random = Seeded(seed: UInt64(seed))
            var run = try RandomRun(&random)
            for _ in 0..<120 { try run.step(&random) }
            kinds.formUnion(run.driver.happenings.map(\.transition.kind))
            phases.formUnion(run.driver.happenings.map(\.transition.state.phase))
            holds.formUnion(run.driver.happenings.compactMap(\.transition.state.hold))
        }
        // The controller commits the first state itself, and what a store has forgotten.
        #expect(Set(Transition.Kind.allCases).subtracting(kinds) == [.schedule, .recall])
        #expect(phases == Set(Phase.allCases))
        #expect(Set(HoldReason.allCases).subtracting(holds) == [])
    }

    @Test(arguments: 0..<4) func decisionsAreReplayedBitForBit(block: Int) throws {
        for seed in (block * 20)..<((block + 1) * 20) {
            var random = Seeded(seed: UInt64(10_000 + seed))
            var run = try RandomRun(&random)
            run.driver.replays = true
            for _ in 0..<60 { try run.step(&random) }
        }
    }
}
