import Glibc
import Synchronization

/// A test that cannot go on, and why.
struct Failure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// Wakes every task that waits, each few milliseconds, from one thread: waiting holds no thread of the tests' pool.
enum Ticks {
    private static let period: Int32 = 10
    private static let sleepers = Mutex<[CheckedContinuation<Void, Never>]>([])
    private static let thread: Void = Background.start {
        while true {
            poll(nil, 0, period)
            let woken = sleepers.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for sleeper in woken { sleeper.resume() }
        }
    }

    /// Returns with the next tick.
    static func next() async {
        _ = thread
        await withCheckedContinuation { sleeper in sleepers.withLock { $0.append(sleeper) } }
    }
}

/// Returns as soon as `condition` gives a value; throws when it has given none for `limit`.
func eventually<Value>(
    _ what: String,
    within limit: Duration = .seconds(120),
    _ condition: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
        if let value = try await condition() { return value }
        guard ContinuousClock.now < deadline else { throw Failure("not within \(limit): \(what)") }
        await Ticks.next()
    }
}

/// Returns as soon as `condition` holds; throws when it has not for `limit`.
func eventually(
    _ what: String,
    within limit: Duration = .seconds(120),
    _ condition: () async throws -> Bool
) async throws {
    let _: Bool = try await eventually(what, within: limit) { try await condition() ? true : nil }
}

/// Looks at `condition` for `time`; throws as soon as it does not hold.
func always(_ what: String, for time: Duration, _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + time
    while ContinuousClock.now < end {
        guard try await condition() else { throw Failure("no longer so: \(what)") }
        await Ticks.next()
    }
}
