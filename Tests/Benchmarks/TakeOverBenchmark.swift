import Control
import Fixture
import Redis
import Rollouts
import Store

/// Reading every rollout at the start, and taking over from a leader that was killed.
enum TakeOverBenchmark {
    private static let lease = Duration.seconds(2)

    static func run() async throws {
        for count in [100, 1000, 10_000] {
            try await RedisServer.with { client in
                let store = RolloutStore(client: client)
                try await fill(store, count)
                let clock = ContinuousClock()
                var reads: [Double] = []
                for _ in 0..<5 {
                    let began = clock.now
                    _ = try await store.rollouts()
                    reads.append((clock.now - began).microseconds)
                }
                let read = Figures(reads).median
                let over = try await takeOver(store)
                print(
                    "\(count) rollouts over a Unix socket: read in \((read / 1000).text(1)) ms "
                        + "(\((read / Double(count)).text(1)) us each; reach 1 s for 10,000); taken over "
                        + "\((over / 1_000_000).text(2)) s after the lease of \(lease) was last renewed (reach lease + 1 s)"
                )
            }
        }
    }

    /// Rollouts in their second stage, as a controller would have brought them there.
    private static func fill(_ store: RolloutStore, _ count: Int) async throws {
        for index in 0..<count {
            var draft = try Draft(PlanText.steps("flag-\(index)"))
            for order in [Order.start, .advance] {
                let commit = try draft.order(order)
                guard case .done(let revision, _) = try await store.commit(commit, by: .order, now: VirtualTimepiece.dawn)
                else { return }
                draft.wrote(commit, revision: revision)
            }
        }
    }

    /// Microseconds from the last renewal of a leader that is then silent, as one that was killed, until another leads.
    private static func takeOver(_ store: RolloutStore) async throws -> Double {
        let controller = Controller(
            settings: ControlSettings(holder: "bench:2", leaseTTL: lease),
            store: store,
            directory: ScriptedDirectory([:]),
            desk: ScriptedDesk(ScriptedDesk.traffic(perHour: 1000, failing: 0)),
            time: SystemTimepiece(),
            context: PlanContext(),
            logger: .silent
        )
        guard case .acquired = try await store.acquireLease(holder: "bench:1", ttl: lease) else { return .nan }
        let began = ContinuousClock.now
        return await withTaskGroup(of: Double?.self) { group in
            group.addTask {
                await controller.run()
                return nil
            }
            group.addTask {
                while await !controller.leads { try? await Task.sleep(for: .milliseconds(2)) }
                let took = (ContinuousClock.now - began).microseconds
                controller.stop()
                return took
            }
            var took = Double.nan
            for await figure in group { took = figure ?? took }
            return took
        }
    }
}
