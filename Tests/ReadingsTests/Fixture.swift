import CoreMetrics
import Curl
import Logging
import Synchronization
import Testing
import Wire

@testable import Readings
@testable import Rollouts

/// A question about the flag `new_cart`, entered at 1,700,000,000 s and asked 90.25 s later.
func question(
    _ asked: Metric.Question = .parameters([:]),
    flag: String = "new_cart",
    entry: String = "e1",
    wantsControl: Bool = false,
    wantsConversions: Bool = false
) throws -> MetricQuestion {
    MetricQuestion(
        flag: flag,
        percentage: try #require(Percentage(percent: 12.5)),
        stage: 2,
        since: Moment(milliseconds: 1_700_000_000_000),
        until: Moment(milliseconds: 1_700_000_090_250),
        entry: entry,
        metric: Metric(source: nil, question: asked, counting: .window),
        wantsControl: wantsControl,
        wantsConversions: wantsConversions
    )
}

/// Settings that must be good.
func settings(_ json: String) throws -> SourceSettings {
    let findings = Findings()
    let settings = SourceSettings.read(try JSON.parse(json), path: "sources.a", findings: findings)
    #expect(findings.diagnostics == [])
    return try #require(settings)
}

/// The lines of what is wrong with an entry, errors and warnings.
func faults(_ json: String) throws -> [String] {
    let findings = Findings()
    let settings = SourceSettings.read(try JSON.parse(json), path: "sources.a", findings: findings)
    #expect(settings == nil || !findings.inOrder.isEmpty)
    return findings.inOrder.map { $0.line(file: "f") }
}

/// Answers by a closure and keeps what it was asked.
final class StubTransport: Transport {
    typealias Answer = Result<TransportAnswer, TransportFault>

    private let reply: @Sendable (CurlRequest, Int) async -> Answer
    private let kept = Mutex<[CurlRequest]>([])

    /// - Parameter reply: gets the request and how many came before it.
    init(_ reply: @escaping @Sendable (CurlRequest, Int) async -> Answer) { self.reply = reply }

    convenience init(_ answer: Answer) { self.init { _, _ in answer } }

    var requests: [CurlRequest] { kept.withLock { $0 } }

    func send(_ request: CurlRequest) async throws(TransportFault) -> TransportAnswer {
        let before = kept.withLock { kept in
            kept.append(request)
            return kept.count - 1
        }
        return try await reply(request, before).get()
    }
}

extension Result where Success == TransportAnswer, Failure == TransportFault {
    /// A whole answer.
    static func answer(_ body: String, status: Int = 200, headers: [(name: String, value: String)] = []) -> Self {
        .success(TransportAnswer(status: status, headers: headers, body: Array(body.utf8)))
    }

    /// A refused connection.
    static var refused: Self {
        .failure(TransportFault(code: .unreachable, isTransient: true, message: "No connection."))
    }
}

/// Secrets that can be taken away and put back.
final class StubVault: SecretVault {
    private let secrets: Mutex<[SecretReference: String]>

    init(_ secrets: [SecretReference: String] = [:]) { self.secrets = Mutex(secrets) }

    func secret(_ reference: SecretReference) -> Secret? { secrets.withLock { $0[reference].map(Secret.init) } }

    func set(_ text: String?, for reference: SecretReference) { secrets.withLock { $0[reference] = text } }
}

/// A clock that stands until it is moved; sleeping moves it.
final class StubClock: Sendable {
    private let state = Mutex((now: ContinuousClock.now, sleeps: [Duration]()))

    var now: ContinuousClock.Instant { state.withLock { $0.now } }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func advance(by duration: Duration) { state.withLock { $0.now += duration } }

    /// What a source gets; chance is always a half.
    var source: SourceClock {
        SourceClock(
            now: { self.now },
            sleep: { duration in
                self.state.withLock {
                    $0.sleeps.append(duration)
                    $0.now += duration
                }
            },
            chance: { 0.5 }
        )
    }
}

/// Holds everyone back until it is opened.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiters: [CheckedContinuation<Void, Never>]()))

    var waiting: Int { state.withLock { $0.waiters.count } }

    func pass() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

/// Lets other tasks run until `condition` holds.
func until(_ condition: () -> Bool) async {
    while !condition() { await Task.yield() }
}

/// One source named `a`.
func sources(
    _ json: String,
    _ transport: any Transport,
    clock: SourceClock = SourceClock(),
    vault: StubVault = StubVault(),
    logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
    metrics: any MetricsFactory = NOOPMetricsHandler.instance
) throws -> MetricSources {
    MetricSources(
        ["a": try settings(json)],
        transport: transport,
        clock: clock,
        vault: vault,
        logger: logger,
        metrics: metrics
    )
}

/// The way to one source.
func channel(
    _ json: String,
    _ transport: any Transport,
    clock: SourceClock = SourceClock()
) throws -> SourceChannel {
    SourceChannel(
        name: "a",
        settings: try settings(json),
        transport: transport,
        clock: clock,
        vault: StubVault(),
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        metrics: NOOPMetricsHandler.instance
    )
}

extension Reading.Outcome {
    /// The sentence of an outcome without figures.
    var sentence: String {
        switch self {
        case .counts, .value: ""
        case .noData(let text), .malformed(let text), .unreachable(let text): text
        }
    }

    var isUnreachable: Bool {
        if case .unreachable = self { true } else { false }
    }

    var isMalformed: Bool {
        if case .malformed = self { true } else { false }
    }
}
