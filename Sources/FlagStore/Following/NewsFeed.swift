import Synchronization

/// Hands news to listeners, none of whom can hold the others up.
final class NewsFeed: Sendable {
    private struct State {
        var listeners: [UInt64: AsyncStream<FlagNews>.Continuation] = [:]
        var lastID: UInt64 = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// News from now on. The stream ends where its listener leaves more than `limit` of them unread.
    func listen(buffering limit: Int) -> AsyncStream<FlagNews> {
        let (stream, listener) = AsyncStream.makeStream(of: FlagNews.self, bufferingPolicy: .bufferingOldest(max(1, limit)))
        let id: UInt64? = state.withLock { state in
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

    func send(_ news: [FlagNews]) {
        guard !news.isEmpty else { return }
        let slow = state.withLock { state in
            var slow: [AsyncStream<FlagNews>.Continuation] = []
            for (id, listener) in state.listeners where !Self.took(news, listener) {
                slow.append(listener)
                state.listeners[id] = nil
            }
            return slow
        }
        // Outside the lock, which their end takes as well.
        for listener in slow { listener.finish() }
    }

    func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    private static func took(_ news: [FlagNews], _ listener: AsyncStream<FlagNews>.Continuation) -> Bool {
        for one in news {
            switch listener.yield(one) {
            case .enqueued: break
            case .dropped, .terminated: return false
            @unknown default: return false
            }
        }
        return true
    }
}
