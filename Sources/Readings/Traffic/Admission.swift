import Synchronization

/// A ``Turnstile`` whose comers are suspended while they wait.
final class Admission: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// How waiting ended.
    enum Entry: Sendable, Equatable {
        /// Inside; the comer must call ``Admission/leave(at:)``.
        case admitted
        /// The deadline passed.
        case expired
        /// There are too many waiting already.
        case full
        /// The comer's task was cancelled.
        case cancelled
    }

    private struct State {
        var turnstile: Turnstile
        var waiters: [Int: CheckedContinuation<Entry, Never>] = [:]
        var lastID = 0
    }

    private let state: Mutex<State>

    /// How many wait.
    var waiting: Int { state.withLock { $0.turnstile.waiting } }

    /// - Parameter width: how many may be inside at a time.
    init(width: Int) { state = Mutex(State(turnstile: Turnstile(width: width))) }

    /// Waits to be let in.
    ///
    /// The deadline is looked at whenever someone leaves, so the wait may last longer by the time one stays inside.
    func enter(until deadline: Instant) async -> Entry {
        let id = state.withLock { state in
            state.lastID &+= 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                // Under the lock: a cancellation comes before, and is seen here, or after, and finds the waiter.
                let entry: Entry? = state.withLock { state in
                    if Task.isCancelled { return .cancelled }
                    switch state.turnstile.enter(id, until: deadline) {
                    case .admitted: return .admitted
                    case .full: return .full
                    case .waits:
                        state.waiters[id] = waiter
                        return nil
                    }
                }
                if let entry { waiter.resume(returning: entry) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.turnstile.withdraw(id) ? state.waiters.removeValue(forKey: id) : nil
            }
            waiter?.resume(returning: .cancelled)
        }
    }

    /// Makes room for the next.
    func leave(at now: Instant) {
        let (admitted, expired) = state.withLock { state in
            let moves = state.turnstile.leave(at: now)
            return (
                moves.admitted.flatMap { state.waiters.removeValue(forKey: $0) },
                moves.expired.compactMap { state.waiters.removeValue(forKey: $0) }
            )
        }
        admitted?.resume(returning: .admitted)
        for waiter in expired { waiter.resume(returning: .expired) }
    }
}
