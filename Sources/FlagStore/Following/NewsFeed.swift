import Synchronization

/// Hands news to listeners, none of whom can hold the others up.
package final class NewsFeed<News: Sendable>: Sendable {
    private struct State {
        var listeners: [UInt64: AsyncStream<News>.Continuation] = [:]
        var lastID: UInt64 = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A feed without listeners.
    package init() {}

    /// How many listen.
    package var count: Int { state.withLock { $0.listeners.count } }

    /// News from now on. The stream ends where its listener leaves more than `limit` of them unread.
    package func listen(buffering limit: Int) -> NewsListener<News> {
        let (stream, listener) = AsyncStream.makeStream(of: News.self, bufferingPolicy: .bufferingOldest(max(1, limit)))
        let id: UInt64? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.lastID &+= 1
            state.listeners[state.lastID] = listener
            return state.lastID
        }
        guard let id else {
            listener.finish()
            return NewsListener(stream: stream, listener: listener)
        }
        listener.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        return NewsListener(stream: stream, listener: listener)
    }

    /// Hands `news` to everybody who listens.
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

    /// Ends the streams of those who listen; others may come.
    package func cut() {
        let listeners = state.withLock { state in
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    /// Ends all streams, and those of who comes later at once.
    package func finish() {
        state.withLock { $0.isFinished = true }
        cut()
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

/// One who listens to a feed.
package struct NewsListener<News: Sendable>: Sendable {
    /// What comes, until it is ended.
    package let stream: AsyncStream<News>
    fileprivate let listener: AsyncStream<News>.Continuation

    /// Ends the stream; what came before is still in it.
    package func end() { listener.finish() }
}
