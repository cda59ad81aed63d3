internal import Synchronization

/// Tells the state of a connection to whoever listens, the present one first.
final class StateBroadcast: Sendable {
    private struct State {
        var current: RedisConnectionState?
        var listeners: [UInt64: AsyncStream<RedisConnectionState>.Continuation] = [:]
        var lastID: UInt64 = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    var current: RedisConnectionState? { state.withLock { $0.current } }

    /// A listener that does not listen misses states in between, never the last.
    func states() -> AsyncStream<RedisConnectionState> {
        let (stream, listener) = AsyncStream.makeStream(of: RedisConnectionState.self, bufferingPolicy: .bufferingNewest(16))
        let id: UInt64? = state.withLock { state in
            if let current = state.current { listener.yield(current) }
            guard !state.isFinished else { return nil }
            state.lastID &+= 1
            state.listeners[state.lastID] = listener
            return state.lastID
        }
        guard let id else {
            listener.finish()
            return stream
        }
        listener.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }

    func send(_ new: RedisConnectionState) {
        state.withLock { state in
            state.current = new
            for listener in state.listeners.values { listener.yield(new) }
        }
    }

    func finish(_ last: RedisConnectionState) {
        let listeners = state.withLock { state in
            state.current = last
            state.isFinished = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners {
            listener.yield(last)
            listener.finish()
        }
    }
}
