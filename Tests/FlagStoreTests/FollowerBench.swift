import FlagStore
import Flags
import Logging
import Redis
import RedisModel
import Rollouts
import Store
import Synchronization
import Testing
import Wire

/// A follower of the model, with messages that the test delivers or drops and a clock that the test moves.
struct FollowerBench: Sendable {
    let model: ModelClient
    let flags: FlagBench
    let line: Line
    let clock: HandClock
    let follower: FlagFollower
    let handWritten: Mailbox<FlagName>
    let snapshots: Mailbox<Snapshot>

    private let messages: AsyncStream<RedisSubscriptionEvent>.Continuation

    /// Runs a follower for the time of `body`, subscribed and loaded.
    static func with(_ body: @Sendable (FollowerBench) async throws -> Void) async throws {
        let bench = FollowerBench()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bench.follower.run() }
            defer { group.cancelAll() }
            bench.subscribe()
            try await until("fresh") { bench.follower.state.isFresh }
            try await body(bench)
        }
    }

    private init() {
        let time = Mutex(FlagBench.now.milliseconds)
        // Entries of a later moment have a later id.
        model = ModelClient(
            clock: {
                time.withLock { time in
                    time += 1
                    return time
                }
            }
        )
        flags = FlagBench(model)
        let line = Line(model)
        self.line = line
        clock = HandClock()
        handWritten = Mailbox()
        snapshots = Mailbox()
        let (stream, messages) = AsyncStream.makeStream(of: RedisSubscriptionEvent.self)
        self.messages = messages
        var settings = FollowerSettings()
        let handWritten = handWritten
        settings.onHandWritten = { handWritten.add($0) }
        let snapshots = snapshots
        settings.onSnapshot = { snapshots.add($0) }
        settings.retry = Backoff(minimum: .seconds(2), maximum: .seconds(2))
        follower = FlagFollower(
            commands: line,
            prefix: "{t}:",
            updates: { stream },
            settings: settings,
            clock: clock.face,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    var snapshot: Snapshot {
        get throws { try #require(follower.snapshot) }
    }

    /// A new connection.
    func subscribe() { messages.yield(.subscribed) }

    /// The connection ends.
    func hangUp() { messages.yield(.lost(RedisFault(.connectionLost, "the cable was pulled"))) }

    /// Delivers a message as it stands.
    func send(_ payload: [UInt8]) { messages.yield(.message(channel: "{t}:flags:updates", payload: payload)) }

    /// Takes what was published, and so loses it, unless it is delivered.
    @discardableResult
    func taken() -> [[UInt8]] { model.withKeyspace { $0.takePublished() }.map(\.payload) }

    /// Delivers what was published.
    func deliver() { for payload in taken() { send(payload) } }

    /// The time of the next reload comes, and the reload is over.
    func reload() async throws {
        let before = follower.state.loads
        try await clock.ring(.seconds(300))
        try await until("reloaded") { follower.state.loads > before }
    }
}

/// The line to the model, which can be cut.
final class Line: RedisCommanding {
    let commandTimeout = Duration.seconds(5)
    private let model: ModelClient
    private let isCut = Mutex(false)

    init(_ model: ModelClient) { self.model = model }

    func cut(_ cut: Bool) { isCut.withLock { $0 = cut } }

    func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] {
        if isCut.withLock({ $0 }) { throw RedisFault(.unreachable, "the cable was pulled") }
        return try await model.pipeline(commands, timeout: timeout)
    }
}

/// A clock whose sleepers only the test wakes.
final class HandClock: Sendable {
    private struct Sleeper {
        var duration: Duration
        var wake: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var last = 0
    }

    private let state = Mutex(State())

    var face: FollowerClock {
        FollowerClock(now: { FlagBench.now }, sleep: { try await self.sleep($0) })
    }

    /// Wakes whoever sleeps for about `duration`, waiting for one to come.
    func ring(_ duration: Duration) async throws {
        try await until("someone sleeps for \(duration)") { self.wake(duration) }
    }

    private func wake(_ duration: Duration) -> Bool {
        let woken = state.withLock { state in
            let due = state.sleepers.filter { $0.value.duration <= duration && $0.value.duration >= duration / 4 }
            for key in due.keys { state.sleepers[key] = nil }
            return due.values.map(\.wake)
        }
        for wake in woken { wake.resume() }
        return !woken.isEmpty
    }

    private func sleep(_ duration: Duration) async throws {
        let key = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(key) != nil { return true }
                    state.sleepers[key] = Sleeper(duration: duration, wake: wake)
                    return false
                }
                if isOver { wake.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: key)
                if sleeper == nil { state.cancelled.insert(key) }
                return sleeper
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }
}

/// What was told, in its order.
final class Mailbox<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }

    func add(_ element: Element) { elements.withLock { $0.append(element) } }
}

struct NeverHappened: Error {
    var what: String
}

/// Waits until something is so, for half a minute at most.
func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(120))
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what) }
        try await Task.sleep(for: .milliseconds(1))
    }
}
