import CoreMetrics
import Logging
import Rollouts
import Synchronization
import Wire

@testable import Alerts

/// A log in memory for one channel.
final class MemoryFeed: AlertFeed {
    struct Away: Error {}

    struct State {
        var entries: [AlertEntry] = []
        var acknowledged: [String] = []
        var parked: [String] = []
        /// So many further calls of a kind fail.
        var failingReads = 0
        var failingAcknowledgements = 0
    }

    let state: Mutex<State>
    /// Called when nothing is left.
    let onEmpty = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ entries: [AlertEntry]) { state = Mutex(State(entries: entries)) }

    var acknowledged: [String] { state.withLock(\.acknowledged) }
    var parked: [String] { state.withLock(\.parked) }

    func pending(channel: String, limit: Int) async throws -> [AlertEntry] {
        try state.withLock { state in
            if state.failingReads > 0 {
                state.failingReads -= 1
                throw Away()
            }
            return Array(state.entries.prefix(limit))
        }
    }

    func acknowledge(channel: String, id: String) async throws {
        try state.withLock { state in
            if state.failingAcknowledgements > 0 {
                state.failingAcknowledgements -= 1
                throw Away()
            }
            state.entries.removeAll { $0.id == id }
            state.acknowledged.append(id)
        }
    }

    func park(channel: String, id: String, reason: String) async throws {
        state.withLock { state in
            state.entries.removeAll { $0.id == id }
            state.parked.append("\(id) \(reason)")
        }
    }

    func waitForMore(channel: String) async throws { onEmpty.withLock { $0 }?() }
}

/// Answers by a script, then with 200, and keeps what was sent.
final class ScriptedSender: AlertSender {
    struct Sent: Equatable {
        var id: String
        var at: Duration
    }

    struct State {
        var script: [AlertReply]
        var sent: [Sent] = []
        var requests: [AlertRequest] = []
    }

    let state: Mutex<State>
    let clock: VirtualClock
    /// Called before each answer.
    let onSend = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ script: [AlertReply], clock: VirtualClock) {
        state = Mutex(State(script: script))
        self.clock = clock
    }

    var sent: [Sent] { state.withLock(\.sent) }

    func send(_ request: AlertRequest) async -> AlertReply {
        onSend.withLock { $0 }?()
        let id = request.headers.first { $0.name == "X-Rampart-Event-Id" }?.value ?? "?"
        return state.withLock { state in
            state.sent.append(Sent(id: id, at: clock.now.offset))
            state.requests.append(request)
            return state.script.isEmpty
                ? .answered(status: 200, text: "ok", retryAfter: nil) : state.script.removeFirst()
        }
    }
}

/// Two secrets, which the first so many lookups do not find.
final class MemoryVault: SecretVault {
    let absentLookups = Mutex(0)

    func secret(_ reference: SecretReference) -> Secret? {
        let isAbsent = absentLookups.withLock { left in
            defer { left = max(0, left - 1) }
            return left > 0
        }
        switch reference {
        case .file("/run/hook") where !isAbsent: return Secret("s3cret")
        case .environment("SLACK") where !isAbsent: return Secret("https://slack/T")
        case .file, .environment: return nil
        }
    }
}

/// Counts by `outcome`, and the last value of the gauge.
final class TalliedMetrics: MetricsFactory {
    final class Tally: CounterHandler, RecorderHandler {
        let value = Atomic<Int64>(0)
        func increment(by amount: Int64) { value.add(amount, ordering: .relaxed) }
        func reset() {}
        func record(_ value: Int64) { self.value.store(value, ordering: .relaxed) }
        func record(_ value: Double) {}
    }

    private let tallies = Mutex<[String: Tally]>([:])

    subscript(name: String) -> Int64? { tallies.withLock { $0[name] }?.value.load(ordering: .relaxed) }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { tally(label, dimensions) }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        tally(label, dimensions)
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func tally(_ label: String, _ dimensions: [(String, String)]) -> Tally {
        let name = label + "{" + dimensions.map { "\($0.0)=\($0.1)" }.joined(separator: ",") + "}"
        return tallies.withLock { tallies in
            let tally = tallies[name] ?? Tally()
            tallies[name] = tally
            return tally
        }
    }
}

/// Keeps what is logged at info and above.
struct KeptLog: LogHandler {
    final class Lines: Sendable {
        let lines = Mutex<[String]>([])
    }

    let kept: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        kept.lines.withLock { $0.append("\(event.level): \(event.message) \(event.metadata ?? [:])") }
    }
}
