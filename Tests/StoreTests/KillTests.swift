import Fixture
import Redis
import Rollouts
import Store
import Testing
import Wire

@Suite("Kills")
struct KillTests {
    @Test("A kill turns the flag off and its rollout with it; a commit from before loses")
    func withRollout() async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            try await bench.write(try draft.order(.start), to: &draft)
            let late = try draft.order(.advance)
            var revision = ""
            let messages = try await bench.published {
                let outcome = try await bench.store.kill("f", actor: "ann", reason: "fire", now: StoreBench.now)
                if case .done(let id, _) = outcome { revision = id }
            }
            #expect(messages.first?["revision"]?.string == revision)
            #expect(messages.first?["flag"]?["enabled"]?.bool == false)
            let state = try #require(try await bench.store.rollout("f")?.state)
            #expect(state.phase == .killed && state.previousPhase == .progressing && state.version == 3)
            #expect(state.reason == "fire" && state.actor == "ann" && state.percentage == draft.state.percentage)
            #expect(try await bench.store.standing("f")?.killed == true)
            #expect(try await bench.send("SCARD", .text(bench.names.flagsEnabled)) == .integer(0))
            let event = try #require(try await bench.store.history("f", limit: 1).first?.event)
            let read = try #require(RolloutEvent(json: event))
            #expect(read.from.phase == .progressing && read.to.phase == .killed && read.to.percentage == state.percentage)

            let before = try await bench.dump()
            #expect(try await bench.store.commit(late, by: .order, now: StoreBench.now) == .conflict)
            #expect(try await bench.dump() == before)
        }
    }

    @Test("A second kill changes nothing and publishes again; a flag turned on by hand is killed again")
    func twice() async throws {
        try await StoreBench.with { bench in
            try await bench.send("HSET", .text(bench.names.flag("f")), "enabled", "1", "rolloutPercentage", "30")
            guard case .done = try await bench.store.kill("f", actor: "ann", reason: "", now: StoreBench.now) else {
                Issue.record("not killed")
                return
            }
            let before = try await bench.dump()
            let messages = try await bench.published {
                let outcome = try await bench.store.kill("f", actor: "bob", reason: "", now: StoreBench.now)
                #expect(outcome == .already)
            }
            #expect(messages.first?["flag"]?["enabled"]?.bool == false)
            #expect(try await bench.dump() == before)

            try await bench.send("HSET", .text(bench.names.flag("f")), "enabled", "1")
            _ = try await bench.store.kill("f", actor: "bob", reason: "", now: StoreBench.now)
            #expect(try await bench.store.standing("f")?.enabled == false)
        }
    }

    @Test("A flag that nobody knows is not made by a kill")
    func unknown() async throws {
        try await StoreBench.with { bench in
            let outcome = try await bench.store.kill("f", actor: "ann", reason: "", now: StoreBench.now)
            #expect(outcome == .missing)
            #expect(try await bench.dump().isEmpty)
        }
    }

    @Test("A rollout that was killed before its start makes a whole flag, and starts after a restore")
    func beforeStart() async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            _ = try await bench.store.kill("f", actor: "ann", reason: "", now: StoreBench.now)
            #expect(try await bench.field("valueType", of: bench.names.flag("f")) == "boolean")
            let killed = try #require(try await bench.store.rollout("f"))
            draft.state = killed.state
            draft.revision = killed.revision
            try await bench.write(try draft.order(.restore), to: &draft)
            #expect(try await bench.store.standing("f")?.killed == false)
            #expect(draft.state.phase == .scheduled)
        }
    }

    @Test("A flag without a rollout is restored as it was: on or off", arguments: ["1", "0"])
    func restoreBare(enabled: String) async throws {
        try await StoreBench.with { bench in
            let store = bench.store
            #expect(try await store.restore("f", actor: "ann", reason: "", now: StoreBench.now) == .missing)
            try await bench.send("HSET", .text(bench.names.flag("f")), "enabled", .text(enabled), "rolloutPercentage", "30")
            #expect(try await store.restore("f", actor: "ann", reason: "", now: StoreBench.now) == .alive)
            _ = try await store.kill("f", actor: "ann", reason: "", now: StoreBench.now)
            let messages = try await bench.published {
                guard case .done = try await store.restore("f", actor: "bob", reason: "out", now: StoreBench.now) else {
                    Issue.record("not restored")
                    return
                }
            }
            #expect(messages.first?["flag"]?["enabled"]?.bool == (enabled == "1"))
            #expect(try await store.standing("f")?.killed == false)
            #expect(try await bench.send("SISMEMBER", .text(bench.names.flagsEnabled), "f").integer == Int(enabled))
            #expect(try await store.history("f", limit: 1).first?.kind == "restore")

            var draft = try Draft(PlanText.steps("g"))
            try await bench.write(try draft.order(.start), to: &draft)
            _ = try await store.kill("g", actor: "ann", reason: "", now: StoreBench.now)
            #expect(try await store.restore("g", actor: "ann", reason: "", now: StoreBench.now) == .hasRollout)
        }
    }

    @Test("A rollout's hash with garbage is killed all the same, with a log that can be read")
    func garbage() async throws {
        try await StoreBench.with { bench in
            let rollout = bench.names.rollout("f")
            try await bench.send("HSET", .text(rollout), "phase", "\"}", "percentage", "x", "stage", "01", "version", "v")
            guard case .done(let id, _) = try await bench.store.kill("f", actor: "a", reason: "", now: StoreBench.now) else {
                Issue.record("not killed")
                return
            }
            let entry = try #require(try await bench.store.log(after: "0-0").first)
            #expect(entry.id == id && entry.event["to"]?["phase"]?.string == "killed")
        }
    }
}
