/// The waits after failures in a row: each twice the one before, up to a longest.
struct RetryWaits: Sendable, Equatable {
    /// The first wait, before jitter.
    let first: Duration
    /// The longest wait.
    let longest: Duration
    /// Failures in a row.
    private(set) var failures = 0

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The wait after one more failure: between half and the whole of the step, by `jitter` of 0...1.
    mutating func next(jitter: Double) -> Duration {
        // 2^30 steps are past any longest wait.
        let step = min(longest, first * (1 << min(failures, 30)))
        failures = failures &+ 1
        return step / 2 + step / 2 * min(max(jitter, 0), 1)
    }

    /// Begins again at the first wait.
    mutating func reset() { failures = 0 }
}
