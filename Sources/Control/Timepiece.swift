import Glibc
package import Rollouts
import Synchronization

/// The controller's clock: instants that never run backwards, and waiting.
package protocol Timepiece: Sendable {
    /// Now.
    var now: Moment { get }
    /// How far the wall clock stands from ``now``.
    var drift: Duration { get }
    /// Makes sure that ``now`` is not before `least`: what was committed cannot lie in the future.
    func raise(to least: Moment)
    /// Returns after `duration`, or throws when the task is cancelled.
    func sleep(for duration: Duration) async throws
}

/// The machine's clock: its wall time at the start, carried on by the monotonic clock, so that a step of the wall clock
/// neither skips a stage nor stalls one.
package final class SystemTimepiece: Timepiece {
    private let origin = Mutex(SystemTimepiece.wall)
    private let start = ContinuousClock.now
    private let clock = ContinuousClock()

    /// A clock that begins at the wall's present time.
    package init() {}

    /// Now, by the monotonic clock.
    package var now: Moment { origin.withLock { $0 } + (ContinuousClock.now - start) }

    /// Grows when the wall clock is stepped forward, and falls below zero when it is stepped back.
    package var drift: Duration { Self.wall - now }

    /// Moves the clock forward where a process before this one had a later wall clock.
    package func raise(to least: Moment) {
        let elapsed = ContinuousClock.now - start
        origin.withLock { $0 = max($0, least - elapsed) }
    }

    /// Sleeps by the monotonic clock.
    package func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }

    /// What the wall clock shows.
    package static var wall: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
