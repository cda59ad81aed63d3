import Synchronization

/// Lets a few scenarios run at a time: each is several processes, and all at once would only wait for each other.
enum Slots {
    private struct State {
        var free = 6
        var queue: [CheckedContinuation<Void, Never>] = []
    }

    private static let state = Mutex(State())

    /// Runs `body` when there is room.
    static func with<Value>(_ body: () async throws -> Value) async throws -> Value {
        await enter()
        defer { leave() }
        return try await body()
    }

    private static func enter() async {
        await withCheckedContinuation { waiter in
            let mayGo = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.queue.append(waiter)
                return false
            }
            if mayGo { waiter.resume() }
        }
    }

    private static func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.queue.isEmpty else { return state.queue.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
