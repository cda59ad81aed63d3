import Synchronization

/// How callers reach the transfer thread: what to start, what to give up, and the end.
final class Inbox: Sendable {
    /// What came in since the last look.
    struct Batch {
        var starts: [Transfer] = []
        var cancels: [Ticket] = []
        var isClosing = false

        var isEmpty: Bool { starts.isEmpty && cancels.isEmpty && !isClosing }
    }

    private struct State {
        var batch = Batch()
        /// Whether the thread waits, or is about to, and has not been woken yet.
        var isWaiting = false
        /// False once the thread takes nothing more; the waker may be gone from then on.
        var isOpen = true
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let waker: Waker
    private let state = Mutex(State())

    init(_ waker: Waker) {
        self.waker = waker
    }

    /// Hands a transfer over, or fails it when the client is closed.
    func start(_ transfer: Transfer) {
        let accepted = state.withLock { state in
            guard state.isOpen, !state.batch.isClosing else { return false }
            wake(&state)
            state.batch.starts.append(transfer)
            return true
        }
        if !accepted { transfer.waiter.resume(returning: .failure(.closed)) }
    }

    /// Gives a transfer up, whether or not it was handed over yet.
    func cancel(_ ticket: Ticket) {
        ticket.cancel()
        state.withLock { state in
            guard state.isOpen else { return }
            wake(&state)
            state.batch.cancels.append(ticket)
        }
    }

    /// Tells the thread to end.
    func close() {
        state.withLock { state in
            guard state.isOpen else { return }
            wake(&state)
            state.batch.isClosing = true
        }
    }

    /// Returns when the thread has ended.
    func waitForEnd() async {
        await withCheckedContinuation { waiter in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiters.append(waiter) }
                return state.hasEnded
            }
            if hasEnded { waiter.resume() }
        }
    }

    /// For the thread: everything that came in. After an empty batch it may wait: whatever comes next wakes it. A
    /// closing batch is the last one; nothing is accepted after it.
    func take() -> Batch {
        state.withLock { state in
            let batch = state.batch
            state.batch = Batch()
            state.isWaiting = batch.isEmpty
            if batch.isClosing { state.isOpen = false }
            return batch
        }
    }

    /// For the thread: its last word.
    func end() {
        let waiters = state.withLock { state in
            state.isOpen = false
            state.hasEnded = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// One wake-up a batch is enough. Under the lock and only while open, so the waker cannot be gone.
    private func wake(_ state: inout State) {
        guard state.isWaiting else { return }
        state.isWaiting = false
        waker.wake()
    }
}
