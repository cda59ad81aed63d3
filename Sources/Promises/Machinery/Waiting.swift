import Synchronization

/// One wait of a simulated process for something of the world: settled once, by the world or by the task's cancellation.
final class Waiting<Value: Sendable>: Sendable {
    private enum State {
        case fresh
        case waits(CheckedContinuation<Value, Never>)
        case settled(Value)
        case over
    }

    private let state = Mutex(State.fresh)

    /// Ends the wait with `value`; `false` where it had an end already.
    @discardableResult
    func settle(_ value: Value) -> Bool {
        let (isFirst, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Value, Never>?) in
            switch state {
            case .fresh:
                state = .settled(value)
                return (true, nil)
            case .waits(let waiter):
                state = .over
                return (true, waiter)
            case .settled, .over: return (false, nil)
            }
        }
        waiter?.resume(returning: value)
        return isFirst
    }

    /// Waits for the end; a cancellation of the task settles it with `cancelled`.
    func value(cancelled: Value) async -> Value {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let known = state.withLock { state -> Value? in
                    if case .settled(let value) = state {
                        state = .over
                        return value
                    }
                    state = .waits(waiter)
                    return nil
                }
                if let known { waiter.resume(returning: known) }
            }
        } onCancel: {
            settle(cancelled)
        }
    }
}
