import Synchronization
import Wire

/// Requests under way, so that equal ones are sent once and their answer is shared.
final class Flights: Sendable {
    typealias Landing = Result<JSON, ReadingFault>

    private enum Boarding: Sendable {
        /// Nobody asks the same: this one sends it.
        case lead
        /// Another one's answer.
        case landed(Landing)
        /// The one who sent it was cancelled.
        case again
        /// This one was cancelled.
        case cancelled
    }

    private typealias Waiter = CheckedContinuation<Boarding, Never>

    private struct State {
        var waiters: [SourceRequest: [Int: Waiter]] = [:]
        var lastID = 0
    }

    private let state = Mutex(State())

    /// How many wait for the answer to `request`; `nil` when it is not under way.
    func waiting(for request: SourceRequest) -> Int? { state.withLock { $0.waiters[request]?.count } }

    /// The answer to `request`: by `send`, or by the one who sends the same already.
    func land(_ request: SourceRequest, sending send: () async -> Landing) async -> Landing {
        while true {
            switch await board(request) {
            case .lead:
                let landing = await send()
                finish(request, landing)
                return landing
            case .landed(let landing): return landing
            case .again: continue
            case .cancelled: return .failure(.cancelled)
            }
        }
    }

    private func board(_ request: SourceRequest) async -> Boarding {
        let id = state.withLock { state in
            state.lastID &+= 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                // Under the lock: a cancellation comes before, and is seen here, or after, and finds the waiter.
                let boarding: Boarding? = state.withLock { state in
                    if Task.isCancelled { return .cancelled }
                    guard state.waiters[request] != nil else {
                        state.waiters[request] = [:]
                        return .lead
                    }
                    state.waiters[request]?[id] = waiter
                    return nil
                }
                if let boarding { waiter.resume(returning: boarding) }
            }
        } onCancel: {
            state.withLock { $0.waiters[request]?.removeValue(forKey: id) }?.resume(returning: .cancelled)
        }
    }

    private func finish(_ request: SourceRequest, _ landing: Landing) {
        let waiters = state.withLock { $0.waiters.removeValue(forKey: request) } ?? [:]
        let boarding: Boarding = landing == .failure(.cancelled) ? .again : .landed(landing)
        for waiter in waiters.values { waiter.resume(returning: boarding) }
    }
}

extension ReadingFault {
    /// The asker's task was cancelled.
    static let cancelled = ReadingFault(.cancelled, "was not heard: the question was withdrawn")
}
