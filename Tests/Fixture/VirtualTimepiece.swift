import Control
package import Rollouts
import Synchronization

/// A clock that only the test moves. Sleepers wake in the order of their instants.
package final class VirtualTimepiece: Timepiece {
    private struct Sleeper {
        var until: Moment
        var wake: CheckedContinuation<Void, any Error>
    }

    private struct Hands {
        var now: Moment
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var next = 0
        var drift = Duration.zero
    }

    private let hands: Mutex<Hands>

    /// 2026-12-26T09:00:00Z, a Saturday.
    package static let dawn = Moment(milliseconds: 1_798_275_600_000)

    /// A clock that stands at `start`.
    package init(start: Moment = VirtualTimepiece.dawn) { hands = Mutex(Hands(now: start)) }

    package var now: Moment { hands.withLock { $0.now } }
    package var drift: Duration { hands.withLock { $0.drift } }
    /// How many wait for the time to come.
    package var sleepers: Int { hands.withLock { $0.sleepers.count } }

    package func raise(to least: Moment) {
        hands.withLock { hands in
            guard least > hands.now else { return }
            hands.drift -= least - hands.now
            hands.now = least
        }
    }

    /// Steps the wall clock, which the controller's own is not to follow.
    package func stepWall(by duration: Duration) { hands.withLock { $0.drift += duration } }

    /// Moves the time forward and wakes whoever's instant has come, the earliest first.
    package func advance(by duration: Duration) {
        let due = hands.withLock { hands in
            hands.now = hands.now + duration
            let now = hands.now
            let due = hands.sleepers.filter { $0.value.until <= now }
                .sorted { ($0.value.until, $0.key) < ($1.value.until, $1.key) }
            for (key, _) in due { hands.sleepers[key] = nil }
            return due.map(\.value.wake)
        }
        for wake in due { wake.resume() }
    }

    package func sleep(for duration: Duration) async throws {
        let key = hands.withLock { hands in
            hands.next += 1
            return hands.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let isOver: Result<Void, CancellationError>? = hands.withLock { hands in
                    if hands.cancelled.remove(key) != nil { return .failure(CancellationError()) }
                    guard duration > .zero else { return .success(()) }
                    hands.sleepers[key] = Sleeper(until: hands.now + duration, wake: wake)
                    return nil
                }
                if let isOver { wake.resume(with: isOver.mapError { $0 as any Error }) }
            }
        } onCancel: {
            let sleeper = hands.withLock { hands in
                if let sleeper = hands.sleepers.removeValue(forKey: key) { return sleeper as Sleeper? }
                hands.cancelled.insert(key)
                return nil
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }
}
