import Control
import Fixture
import Rollouts
import Store
import Testing
import Wire

/// What every keeper does: the real store, and the double that the controller's tests stand on.
@Suite("The contract of keepers")
struct KeeperContractTests {
    enum Kind: String, CaseIterable, Sendable {
        case memory
        case redis
    }

    private static let now = VirtualTimepiece.dawn

    private func with(_ kind: Kind, _ body: @Sendable (any RolloutKeeper) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body(MemoryKeeper(time: VirtualTimepiece()))
        case .redis: try await RedisServer.with { try await body(RolloutStore(client: $0)) }
        }
    }

    private func lease(_ keeper: any RolloutKeeper) async throws -> String {
        let answer = try await keeper.acquireLease(holder: "here", ttl: .seconds(60), after: 0)
        guard case .acquired(let token) = answer else { throw Held() }
        return token
    }

    private struct Held: Error {}

    @Test("Nothing is there at first", arguments: Kind.allCases)
    func empty(kind: Kind) async throws {
        try await with(kind) { keeper in
            let (rollouts, faults) = try await keeper.rollouts()
            #expect(rollouts.isEmpty && faults.isEmpty)
            #expect(try await keeper.rollout("f") == nil)
            #expect(try await keeper.standing("f") == nil)
            #expect(try await keeper.newestRevision() == "0-0")
            #expect(try await keeper.news(after: "0-0", knowing: "0-0", limit: 10) == LogNews(isWhole: true, entries: []))
            #expect(try await keeper.planFaults().isEmpty)
        }
    }

    @Test("Commits are fenced by version and lease, and are read back", arguments: Kind.allCases)
    func commits(kind: Kind) async throws {
        try await with(kind) { keeper in
            let token = try await lease(keeper)
            var draft = try Draft(PlanText.steps("f"))
            let schedule = draft.schedule()
            #expect(try await keeper.commit(schedule, by: .leader(token: "9 x"), now: Self.now) == .leaseLost)
            #expect(try await keeper.rollout("f") == nil)
            guard case .done(let first, _) = try await keeper.commit(schedule, by: .leader(token: token), now: Self.now)
            else { throw Held() }
            #expect(try await keeper.commit(schedule, by: .leader(token: token), now: Self.now) == .conflict)
            draft.wrote(schedule, revision: first)
            #expect(try await keeper.rollout("f")?.state == draft.state)
            #expect(try await keeper.standing("f") == nil)

            let start = try draft.order(.start)
            guard case .done(let second, _) = try await keeper.commit(start, by: .order, now: Self.now) else { throw Held() }
            draft.wrote(start, revision: second)
            #expect(
                try await keeper.rollouts().rollouts == [draft.stored]
            )
            #expect(try await keeper.standing("f") == .init(enabled: true, percentage: draft.state.percentage))
            #expect(try await keeper.newestRevision() == second)
            let news = try await keeper.news(after: "0-0", knowing: second, limit: 10)
            let entries = news.entries
            #expect(news.isWhole)
            #expect(entries.map(\.id) == [first, second] && entries.map(\.kind) == ["schedule", "start"])
            #expect(entries.map(\.event) == [schedule.event.json, start.event.json])
            #expect(try await keeper.news(after: first, knowing: first, limit: 10).entries.map(\.id) == [second])
            #expect(try await keeper.news(after: "0-0", knowing: "", limit: 1).entries.map(\.id) == [first])
            #expect(try await keeper.news(after: second, knowing: "5-5", limit: 10) == LogNews(isWhole: false, entries: []))
            #expect(try await keeper.holds([first, "5-5", "", "0-0"]) == [first, "", "0-0"])
        }
    }

    private func write(_ commit: Commit, to draft: inout Draft, _ keeper: any RolloutKeeper) async throws {
        guard case .done(let revision, _) = try await keeper.commit(commit, by: .order, now: Self.now) else { throw Held() }
        draft.wrote(commit, revision: revision)
    }

    @Test("A kill and a restore change what the flag has", arguments: Kind.allCases)
    func kills(kind: Kind) async throws {
        try await with(kind) { keeper in
            var draft = try Draft(PlanText.steps("f"))
            for order in [Order.start, .kill] {
                let commit = try draft.order(order)
                try await write(commit, to: &draft, keeper)
            }
            #expect(try await keeper.standing("f")?.enabled == false)
            _ = try await keeper.commit(try draft.order(.restore), by: .order, now: Self.now)
            #expect(try await keeper.standing("f") == .init(enabled: true, percentage: draft.state.percentage))
        }
    }

    @Test("Evidence is fenced and leaves the version; guards that are gone are taken out", arguments: Kind.allCases)
    func evidence(kind: Kind) async throws {
        try await with(kind) { keeper in
            let token = try await lease(keeper)
            var draft = try Draft(PlanText.steps("f"))
            let schedule = draft.schedule()
            try await write(schedule, to: &draft, keeper)
            let guards = ["errors": GuardState(entry: "1.0", counting: .window)]
            var older = draft.stored
            older.state.version = 0
            #expect(try await keeper.save(guards, of: older, token: token, series: nil) == .conflict)
            var other = draft.stored
            other.revision = "1-1"
            #expect(try await keeper.save(guards, of: other, token: token, series: nil) == .conflict)
            #expect(try await keeper.save(guards, of: draft.stored, token: "9 x", series: nil) == .leaseLost)
            #expect(try await keeper.rollout("f")?.state.guards.isEmpty == true)
            #expect(try await keeper.save(guards, of: draft.stored, token: token, series: nil) == .done(revision: ""))
            draft.state.guards = guards
            #expect(try await keeper.rollout("f")?.state == draft.state)
            var bare = draft.state
            bare.guards = [:]
            _ = try await keeper.commit(draft.commit(Transition(.planChanged, bare)), by: .order, now: Self.now)
            #expect(try await keeper.rollout("f")?.state.guards.isEmpty == true)
        }
    }

    @Test("One leader at a time, with a higher epoch each", arguments: Kind.allCases)
    func leases(kind: Kind) async throws {
        try await with(kind) { keeper in
            let first = try await lease(keeper)
            guard case .held(first, let left) = try await keeper.acquireLease(holder: "b", ttl: .seconds(60), after: 0) else {
                throw Held()
            }
            #expect(left > .zero && left <= .seconds(60))
            #expect(try await keeper.renewLease(token: first, ttl: .seconds(60)))
            #expect(try await keeper.renewLease(token: "9 x", ttl: .seconds(60)) == false)
            try await keeper.releaseLease(token: "9 x")
            #expect(try await keeper.renewLease(token: first, ttl: .seconds(60)))
            try await keeper.releaseLease(token: first)
            #expect(try await keeper.renewLease(token: first, ttl: .seconds(60)) == false)
            #expect(try await lease(keeper) == "2 here")
        }
    }

    @Test("A notice is logged once a fault, by the leader only", arguments: Kind.allCases)
    func notices(kind: Kind) async throws {
        try await with(kind) { keeper in
            let token = try await lease(keeper)
            let (leader, other) = (Writer.leader(token: token), Writer.leader(token: "9 x"))
            let tries: [(digest: String, writer: Writer, outcome: String)] = [
                ("d1", other, "leaseLost"), ("d1", leader, "told"), ("d1", leader, "known"), ("d2", leader, "told"),
                ("", leader, "told"), ("", leader, "known"), ("", other, "leaseLost"), ("d3", .order, "told"), ("", .order, "told"),
            ]
            for (digest, writer, outcome) in tries {
                let answer = try await keeper.notice(
                    kind: "k",
                    flag: "f",
                    event: ["a": 1],
                    file: "f.json",
                    digest: digest,
                    by: writer
                )
                #expect("\(answer)".hasPrefix(outcome), "\(digest) by \(writer)")
            }
            #expect(try await keeper.planFaults().isEmpty)
            #expect(try await keeper.news(after: "0-0", knowing: "", limit: 10).entries.map(\.kind) == ["k", "k", "k", "k", "k"])
        }
    }
}
