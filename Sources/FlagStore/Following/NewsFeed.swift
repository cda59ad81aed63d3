import Synchronization

/// Hands news to listeners, none of whom can hold the others up.
package final class NewsFeed<News: Sendable>: Sendable {
    private struct State {
        var listeners: [UInt64: AsyncStream<News>.Continuation] = [:]
        var lastID: UInt64 = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A feed that nobody listens to.
    package init() {}

    /// News from now on. The stream ends where its listener leaves more than `limit` of them unread.
    package func listen(buffering limit: Int) -> AsyncStream<News> {
        let (stream, listener) = AsyncStream.makeStream(of: News.self, bufferingPolicy: .bufferingOldest(max(1, limit)))
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

    /// Tells everybody who listens.
    package func send(_ news: [News]) {
        guard !news.isEmpty else { return }
        let slow = state.withLock { state in
            var slow: [AsyncStream<News>.Continuation] = []
            for (id, listener) in state.listeners where !Self.took(news, listener) {
                slow.append(listener)
                state.listeners[id] = nil
            }
            return slow
        }
        // Outside the lock, which their end takes as well.
        for listener in slow { listener.finish() }
    }

    /// Ends every stream, those to come as well.
    package func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    private static func took(_ news: [News], _ listener: AsyncStream<News>.Continuation) -> Bool {
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
