import Fixture
import Redis
import Rollouts
import Store
import Testing
import Wire

@Suite("Leases and what they fence")
struct LeaseTests {
    @Test("One holder at a time; every new one has a higher epoch")
    func epochs() async throws {
        try await StoreBench.with { bench in
            let store = bench.store
            #expect(try await store.acquireLease(holder: "a", ttl: .seconds(60)) == .acquired(token: "1 a"))
            guard case .held("1 a", let left) = try await store.acquireLease(holder: "b", ttl: .seconds(60)) else {
                Issue.record("two leaders")
                return
            }
            #expect(left > .seconds(30) && left <= .seconds(60))
            #expect(try await store.leader() == "1 a")
            #expect(try await store.renewLease(token: "1 a", ttl: .seconds(600)))
            #expect(try await bench.send("PTTL", .text(bench.names.leader)).integer ?? 0 > 60_000)
            #expect(try await store.renewLease(token: "2 b", ttl: .seconds(60)) == false)
            try await store.releaseLease(token: "2 b")
            #expect(try await store.leader() == "1 a")
            try await store.releaseLease(token: "1 a")
            #expect(try await store.leader() == nil)
            #expect(try await store.acquireLease(holder: "b", ttl: .seconds(60)) == .acquired(token: "2 b"))
            // As if its time had run out.
            try await bench.send("PEXPIRE", .text(bench.names.leader), 0)
            #expect(try await store.renewLease(token: "2 b", ttl: .seconds(60)) == false)
            #expect(try await store.acquireLease(holder: "a", ttl: .seconds(60)) == .acquired(token: "3 a"))
        }
    }

    @Test("Evidence is saved by the leader only, on the version it was made from, and leaves the version")
    func evidence() async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            try await bench.write(try draft.order(.start), to: &draft)
            var known = GuardState(entry: "1.1", counting: .window)
            known.attemptErrors = 7
            let guards = ["errors": known]
            let before = try await bench.dump()
            #expect(try await bench.store.save(guards, of: draft.stored, token: "0 x") == .leaseLost)
            var older = draft.stored
            older.state.version = 1
            #expect(try await bench.store.save(guards, of: older, token: token) == .conflict)
            #expect(try await bench.dump() == before)
            guard case .done = try await bench.store.save(guards, of: draft.stored, token: token) else {
                Issue.record("not saved")
                return
            }
            draft.state.guards = guards
            #expect(try await bench.store.rollout("f")?.state == draft.state)
        }
    }

    @Test("A plan's fault is logged once, until it changes or is mended")
    func notices() async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            /// What came of it, and whether the log has the entry where it did.
            func tell(_ digest: String, by writer: Writer) async throws -> String {
                let outcome = try await bench.store.notice(
                    kind: "planBroken",
                    flag: "f",
                    event: ["type": "plan"],
                    file: "f.json",
                    digest: digest,
                    by: writer
                )
                guard case .told(let revision) = outcome else { return "\(outcome)" }
                return try await bench.store.log(after: "0-0").last?.id == revision ? "told" : "told, and not logged"
            }
            let leader = Writer.leader(token: token)
            #expect(try await tell("d1", by: .leader(token: "0 x")) == "leaseLost")
            #expect(try await tell("d1", by: leader) == "told")
            #expect(try await tell("d1", by: leader) == "known")
            #expect(try await bench.store.planFaults() == ["f.json": "d1"])
            #expect(try await tell("d2", by: leader) == "told")
            #expect(try await tell("", by: leader) == "told")
            #expect(try await tell("", by: leader) == "known")
            #expect(try await bench.store.planFaults().isEmpty)
            #expect(try await tell("d3", by: .order) == "told")
            #expect(try await tell("d3", by: leader) == "known")
            #expect(try await bench.store.log(after: "0-0").count == 4)
        }
    }

    @Test("A fault that could not be logged is not taken for told")
    func noticeWithoutLog() async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            try await bench.send("SET", .text(bench.names.log), "x")
            let fault = await #expect(throws: StoreFault.self) {
                try await bench.store.notice(kind: "k", flag: "", event: [:], file: "f", digest: "d", by: .leader(token: token))
            }
            #expect(fault?.code == .wrongType)
            #expect(try await bench.store.planFaults().isEmpty)
        }
    }
}
