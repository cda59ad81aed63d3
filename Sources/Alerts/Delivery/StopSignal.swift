import Synchronization

/// Says once that work should end, and ends waits that are raced against it.
final class StopSignal: Sendable {
    private struct State {
        var isRaised = false
        var last = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Whether it was raised.
    var isRaised: Bool { state.withLock(\.isRaised) }

    /// Raises it, for good.
    func raise() {
        let waiters = state.withLock { state in
            state.isRaised = true
            defer { state.waiters = [:] }
            return state.waiters.values.map { $0 }
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Does `work` until it ends or the signal is raised, which cancels it.
    func race(_ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask { await self.wait() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Returns when it is raised or the task is cancelled.
    private func wait() async {
        let ticket = state.withLock { state in
            state.last &+= 1
            return state.last
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isOver = state.withLock { state in
                    // A cancellation that came before this found no waiter to resume.
                    if state.isRaised || Task.isCancelled { return true }
                    state.waiters[ticket] = waiter
                    return false
                }
                if isOver { waiter.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume()
        }
    }
}
