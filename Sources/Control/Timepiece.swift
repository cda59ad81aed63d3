import Glibc
package import Rollouts

/// The controller's clock: instants that never run backwards within a process, and waiting.
package protocol Timepiece: Sendable {
    /// Now.
    var now: Moment { get }
    /// Returns after `duration`, or throws when the task is cancelled.
    func sleep(for duration: Duration) async throws
}

/// The machine's clock: its wall time at the start, carried on by the monotonic clock, so that a step of the wall clock
/// neither skips a stage nor stalls one.
package final class SystemTimepiece: Timepiece {
    private let wallAtStart: Moment
    private let start = ContinuousClock.now
    private let clock = ContinuousClock()

    /// A clock that begins at the wall's present time, or at `least` where the wall shows an earlier one.
    package init(least: Moment = .distantPast) { wallAtStart = max(Self.wall, least) }

    /// Now, by the monotonic clock.
    package var now: Moment { wallAtStart + (ContinuousClock.now - start) }

    /// How far the wall clock has moved away since the start.
    package var drift: Duration { Self.wall - now }

    /// Sleeps by the monotonic clock.
    package func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }

    /// What the wall clock shows.
    package static var wall: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
