import Rollouts

/// The monotonic clock of one life of a process, as couriers take it.
struct CourierClock: Clock {
    /// Time since 1970 by the true clock.
    struct Instant: InstantProtocol {
        var since: Duration

        func advanced(by duration: Duration) -> Instant { Instant(since: since + duration) }
        func duration(to other: Instant) -> Duration { other.since - since }
        static func < (one: Instant, other: Instant) -> Bool { one.since < other.since }
    }

    let sleeper: Sleeper
    let life: Life

    var now: Instant { Instant(since: .milliseconds(sleeper.agenda.now.milliseconds)) }
    var minimumResolution: Duration { .milliseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await sleeper.sleep(for: deadline.since - now.since, in: life)
    }
}
