/// The waits between attempts: each twice the one before, up to a maximum, with jitter so that many clients of one
/// server do not come back at the same moment.
package struct Backoff: Sendable, Equatable {
    /// The first wait, before jitter.
    package var minimum: Duration
    /// The longest wait.
    package var maximum: Duration
    private var next: Duration?

    /// Waits from `minimum` to `maximum`.
    package init(minimum: Duration = .milliseconds(50), maximum: Duration = .seconds(5)) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// The wait before the next attempt: between half and the whole of the current step.
    ///
    /// - Parameter jitter: where in between, 0 to 1; drawn by the caller.
    package mutating func wait(jitter: Double) -> Duration {
        let step = min(next ?? minimum, maximum)
        next = min(step * 2, maximum)
        return step / 2 + step / 2 * jitter
    }

    /// What was attempted succeeded and held for `time`. The waits begin anew if that was longer than the next wait: a
    /// server that accepts and drops at once is not asked ever faster.
    package mutating func held(for time: Duration) {
        if time > next ?? minimum { next = nil }
    }
}
