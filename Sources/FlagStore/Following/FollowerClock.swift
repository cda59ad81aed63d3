import Glibc
package import Rollouts

/// What a follower knows of time: instants for people to see, and waiting.
package struct FollowerClock: Sendable {
    /// Now.
    package let now: @Sendable () -> Moment
    /// Returns after a time, or throws when the task is cancelled.
    package let sleep: @Sendable (Duration) async throws -> Void

    /// A clock from its two functions.
    package init(
        now: @escaping @Sendable () -> Moment,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's: its wall time, and sleep by its monotonic clock.
    package static let system = FollowerClock {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    } sleep: { duration in
        try await Task.sleep(for: duration, clock: .continuous)
    }
}
