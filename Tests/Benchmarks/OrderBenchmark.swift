import Fixture
import Redis
import Rollouts
import Store

/// From an order's acceptance to its publication, beside a bare PUBLISH over the same socket: the limit.
enum OrderBenchmark {
    private static let rounds = 1000

    static func run() async throws {
        try await RedisServer.with { client in
            let store = RolloutStore(client: client)
            var draft = try Draft(PlanText.steps("f"))
            for order in [Order.start, .advance] {
                let commit = try draft.order(order)
                guard case .done(let revision, _) = try await store.commit(commit, by: .order, now: VirtualTimepiece.dawn)
                else { return }
                draft.wrote(commit, revision: revision)
            }
            var heard = client.subscribe(channels: [store.names.updates]).makeAsyncIterator()
            _ = await heard.next(isolation: nil)
            var bare: [Double] = []
            var kill: [Double] = []
            var restore: [Double] = []
            let clock = ContinuousClock()
            for _ in 0..<rounds {
                let began = clock.now
                async let sent = client.send(RedisCommand("PUBLISH", .text(store.names.updates), "x"))
                _ = await heard.next(isolation: nil)
                bare.append((clock.now - began).microseconds)
                _ = try await sent

                let killing = clock.now
                async let killed = store.kill("f", actor: "bench", reason: "bench", now: VirtualTimepiece.dawn)
                _ = await heard.next(isolation: nil)
                kill.append((clock.now - killing).microseconds)
                _ = try await killed

                let restoring = clock.now
                async let restored: Void = take(.restore, "f", store)
                _ = await heard.next(isolation: nil)
                restore.append((clock.now - restoring).microseconds)
                try await restored
            }
            report("kill", Figures(kill), Figures(bare))
            report("restore (reads, judges, commits)", Figures(restore), Figures(bare))
        }
    }

    private static func take(_ order: Order, _ flag: String, _ store: RolloutStore) async throws {
        guard let stored = try await store.rollout(flag), var draft = try? Draft(stored.planText) else { return }
        draft.state = stored.state
        draft.revision = stored.revision
        _ = try await store.commit(try draft.order(order), by: .order, now: VirtualTimepiece.dawn)
    }

    private static func report(_ name: String, _ figures: Figures, _ bare: Figures) {
        print(
            "order to publication, \(name): median \(figures.median.text(0)) us, p99 \(figures.p99.text(0)) us; bare PUBLISH "
                + "median \(bare.median.text(0)) us, p99 \(bare.p99.text(0)) us; ratio \((figures.median / bare.median).text(2)) "
                + "median, \((figures.p99 / bare.p99).text(2)) p99 (reach 3)"
        )
    }
}
