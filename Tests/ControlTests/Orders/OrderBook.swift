import Control
import Fixture
import Rollouts
import Store
import Synchronization

/// A store for orders: rollouts in memory, and what happens between reading and writing in the test's hands.
final class OrderBook: OrderKeeper {
    /// A kill or a restore past any rollout.
    struct Direct: Equatable {
        var actor: String
        var reason: String
        var request: String?
    }

    private struct State {
        var beforeCommit: [@Sendable () async throws -> Void] = []
        var commits = 0
        var kills: [Direct] = []
        var restores: [Direct] = []
        var killOutcome = KillOutcome.missing
        var restoreOutcome = RestoreOutcome.missing
        var killEvents: [LogEntry] = []
    }

    let memory = MemoryKeeper(time: VirtualTimepiece())
    private let state = Mutex(State())

    /// How often a commit was tried.
    var commits: Int { state.withLock { $0.commits } }
    var kills: [Direct] { state.withLock { $0.kills } }
    var restores: [Direct] { state.withLock { $0.restores } }

    /// Does each of these once, just before the commits to come.
    func beforeCommits(_ bodies: [@Sendable () async throws -> Void]) { state.withLock { $0.beforeCommit = bodies } }

    /// What kills and restores come to.
    func answer(kill: KillOutcome = .missing, restore: RestoreOutcome = .missing) {
        state.withLock { state in
            state.killOutcome = kill
            state.restoreOutcome = restore
        }
    }

    func rollout(_ flag: String) async throws(StoreFault) -> StoredRollout? { try await memory.rollout(flag) }

    func commit(_ commit: Commit, by writer: Writer, now: Moment) async throws(StoreFault) -> WriteOutcome {
        let body = state.withLock { state in
            state.commits += 1
            return state.beforeCommit.isEmpty ? nil : state.beforeCommit.removeFirst()
        }
        do { try await body?() } catch { throw StoreFault(.corrupt, "the test's own step failed: \(error)") }
        return try await memory.commit(commit, by: writer, now: now)
    }

    func kill(
        _ flag: String,
        actor: String,
        reason: String,
        request: String?,
        now: Moment
    ) async throws(StoreFault) -> KillOutcome {
        state.withLock { state in
            state.kills.append(Direct(actor: actor, reason: reason, request: request))
            return state.killOutcome
        }
    }

    func restore(
        _ flag: String,
        actor: String,
        reason: String,
        request: String?,
        now: Moment
    ) async throws(StoreFault) -> RestoreOutcome {
        state.withLock { state in
            state.restores.append(Direct(actor: actor, reason: reason, request: request))
            return state.restoreOutcome
        }
    }

    func history(_ flag: String, limit: Int) async throws(StoreFault) -> [LogEntry] {
        Array(memory.entries.reversed().filter { $0.flag == flag }.prefix(limit))
    }
}
