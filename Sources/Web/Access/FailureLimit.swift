/// Counts refused attempts per address in windows of time, with bounded memory. Pure: the time is an argument.
///
/// An address that has reached the limit in this window and the one before is told when to come again. Refusals
/// beyond the limit are not counted, so that waiting helps.
struct FailureLimit {
    /// So many failures are taken in two windows.
    let most: Int
    /// The length of a window in seconds.
    let window: Int
    /// The most addresses that one window remembers; one more begins a new window early.
    let mostAddresses: Int
    private var current: [String: Int] = [:]
    private var previous: [String: Int] = [:]
    private var began: ContinuousClock.Instant

    /// Nothing counted yet at `now`.
    init(most: Int = 20, window: Int = 60, mostAddresses: Int = 5000, now: ContinuousClock.Instant) {
        self.most = most
        self.window = window
        self.mostAddresses = mostAddresses
        began = now
    }

    /// How many addresses are remembered.
    var addresses: Int { current.count + previous.count }

    /// Counts a failure of `address`; after how many seconds (1 or more) it may try again, `nil` where it may now.
    mutating func failed(_ address: String, at now: ContinuousClock.Instant) -> Int? {
        turn(now)
        let (recent, before) = (current[address] ?? 0, previous[address] ?? 0)
        guard recent + before >= most else {
            if current[address] == nil, current.count >= mostAddresses { begin(now) }
            current[address, default: 0] += 1
            return nil
        }
        let left = window - Int(began.duration(to: now).components.seconds)
        // What this window counted counts in the next one, too.
        return max(1, recent >= most ? left + window : left)
    }

    private mutating func turn(_ now: ContinuousClock.Instant) {
        let age = began.duration(to: now)
        guard age >= .seconds(window) else { return }
        let isNextWindow = age < .seconds(2 * window)
        previous = isNextWindow ? current : [:]
        current = [:]
        began = isNextWindow ? began.advanced(by: .seconds(window)) : now
    }

    private mutating func begin(_ now: ContinuousClock.Instant) {
        previous = current
        current = [:]
        began = now
    }
}
