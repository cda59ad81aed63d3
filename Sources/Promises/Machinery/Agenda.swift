import HeapModule
import Rollouts
import Synchronization

/// What is to happen at instants of the simulated time, the earliest first; time passes by taking from it.
final class Agenda: Sendable {
    private struct Entry: Comparable {
        var at: Int
        /// Of entries at one instant, chance decides the order.
        var tie: UInt64
        var number: Int

        static func < (one: Entry, other: Entry) -> Bool {
            (one.at, one.tie, one.number) < (other.at, other.tie, other.number)
        }

        static func == (one: Entry, other: Entry) -> Bool { one.number == other.number }
    }

    private struct State {
        var now: Int
        var heap = Heap<Entry>()
        var actions: [Int: @Sendable () -> Void] = [:]
        var next = 0
        var chance: Chance
    }

    private let state: Mutex<State>

    /// An agenda that begins at `start`.
    init(start: Moment, chance: Chance) { state = Mutex(State(now: start.milliseconds, chance: chance)) }

    /// The true time of the simulated world.
    var now: Moment { Moment(milliseconds: state.withLock(\.now)) }

    /// Does `action` after `delay`; gives the number by which it can be taken back.
    @discardableResult
    func after(_ delay: Duration, _ action: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            let number = state.next
            state.next += 1
            let at = state.now + max(0, delay.milliseconds)
            state.heap.insert(Entry(at: at, tie: state.chance.next(), number: number))
            state.actions[number] = action
            return number
        }
    }

    /// Takes back what was to be done; whether it was still to be.
    @discardableResult
    func cancel(_ number: Int) -> Bool {
        // The heap's entry stands for nothing from now on.
        state.withLock { $0.actions.removeValue(forKey: number) } != nil
    }

    /// Takes back everything that was to be done.
    func clear() {
        var actions: [Int: @Sendable () -> Void] = [:]
        state.withLock { state in
            state.heap = Heap()
            swap(&state.actions, &actions)
        }
        // What an action holds may call this agenda as it ends: it is let go outside of the lock.
        actions.removeAll()
    }

    /// Moves the time to the next entry before `end` and does it; `false` where there is none, and it is `end` then.
    func step(until end: Moment) -> Bool {
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            while let first = state.heap.min {
                guard let action = state.actions[first.number] else {
                    state.heap.removeMin()
                    continue
                }
                guard first.at < end.milliseconds else { break }
                state.heap.removeMin()
                state.actions[first.number] = nil
                state.now = max(state.now, first.at)
                return action
            }
            state.now = max(state.now, end.milliseconds)
            return nil
        }
        action?()
        return action != nil
    }
}
