import Fixture
import Redis
import Rollouts
import Store
import Testing
import Wire

@Suite("Reading rollouts")
struct ReadingTests {
    @Test("2,500 rollouts are read by pipelines; one that is corrupt is a fault and hides no other")
    func many() async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("flag-0"))
            try await bench.write(draft.schedule(), to: &draft)
            let fields = try #require(try await bench.send("HGETALL", .text(bench.names.rollout("flag-0"))).strings)
            var commands: [RedisCommand] = []
            for number in 1..<2500 {
                let flag = "flag-\(number)"
                commands.append(RedisCommand([.text("HSET"), .text(bench.names.rollout(flag))] + fields.map { .text($0) }))
                commands.append(RedisCommand("SADD", .text(bench.names.rolloutsIndex), .text(flag)))
            }
            _ = try await bench.client.pipeline(commands)
            try await bench.send("HSET", .text(bench.names.rollout("flag-7")), "phase", "asleep")
            try await bench.send("DEL", .text(bench.names.rollout("flag-8")))
            try await bench.send("SET", .text(bench.names.rollout("flag-8")), "x")
            try await bench.send("DEL", .text(bench.names.rollout("flag-9")))

            let (rollouts, faults) = try await bench.store.rollouts()
            #expect(Set(rollouts.map(\.state.flag)).count == 2497 && rollouts.count == 2497)
            #expect(faults.mapValues(\.code) == ["flag-7": .corrupt, "flag-8": .wrongType])
            #expect(faults["flag-7"]?.description.contains("phase") == true)
        }
    }

    @Test("A state with everything set comes back equal, and so do plan and file")
    func roundTrip() async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("f"))
            var full = draft.state
            full.phase = .holding
            full.previousPhase = .progressing
            full.hold = .undecided
            full.holdSince = StoreBench.now
            full.remindedAt = StoreBench.now + .seconds(1)
            full.approval = Stage.Position(percentage: .all, segments: ["staff", "beta \"testers\""])
            full.breached = ["errors", "a:b"]
            full.pausedFor = .milliseconds(1234)
            full.orphaned = .released
            full.guards = ["errors": GuardState(entry: "1.1", counting: .total)]
            full.guards["errors"]?.last = .noData("nothing \"there\"")
            try await bench.write(draft.commit(Transition(.schedule, full)), to: &draft)
            let stored = try #require(try await bench.store.rollout("f"))
            #expect(stored.state == draft.state)
            #expect(stored.planText == draft.text && stored.file == "f.json")

            // What is no longer set is taken out of the hash.
            var bare = draft.state
            (bare.previousPhase, bare.hold, bare.holdSince, bare.remindedAt) = (nil, nil, nil, nil)
            (bare.approval, bare.breached, bare.guards) = (nil, [], [:])
            try await bench.write(draft.commit(Transition(.recover, bare)), to: &draft)
            #expect(try await bench.store.rollout("f")?.state == draft.state)
        }
    }

    @Test("The history has the newest first, leaves out what was trimmed, and ends at 200")
    func history() async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("f"))
            for _ in 0..<205 { try await bench.write(draft.commit(Transition(.remind, draft.state)), to: &draft) }
            #expect(try await bench.send("LLEN", .text(bench.names.history("f"))) == .integer(200))
            let all = try await bench.store.history("f", limit: 1000)
            let newest = try await bench.store.newestRevision()
            #expect(all.count == 200 && all.first?.id == newest)
            try await bench.send("XDEL", .text(bench.names.log), .text(newest))
            #expect(try await bench.store.history("f", limit: 3).map(\.id) == all[1...2].map(\.id))
            #expect(try await bench.store.history("other", limit: 3).isEmpty)
        }
    }
}
