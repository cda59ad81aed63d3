import Synchronization

/// Exposures that wait to be sent. It has an end: what comes when it is full is counted and let go.
final class ExposureQueue: Sendable {
    private struct State {
        var waiting: [Exposure] = []
        var dropped = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 10_000) { self.limit = limit }

    func add(_ exposure: Exposure) {
        state.withLock { state in
            if state.waiting.count < limit { state.waiting.append(exposure) } else { state.dropped += 1 }
        }
    }

    /// Takes the oldest, `most` of them.
    func take(_ most: Int) -> [Exposure] {
        state.withLock { state in
            let batch = Array(state.waiting.prefix(most))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    /// How many were let go since the last time.
    func takeDropped() -> Int {
        state.withLock { state in
            defer { state.dropped = 0 }
            return state.dropped
        }
    }
}
