import Logging
import Metrics
import Synchronization
import Wire

/// The way to one source: equal requests are sent once, so many at a time, with one quick retry, and a source that does
/// not answer is left alone for a while.
final class SourceChannel: Sendable {
    private struct State {
        var breaker = CircuitBreaker()
        var latency: Duration?
        var isThrottled = false
        /// Why the last request failed.
        var lastFailure = ""
    }

    private static let longestReason = 300

    let settings: SourceSettings
    private let clock: SourceClock
    private let exchanger: Exchanger
    private let headers: SourceHeaders
    private let tally: SourceTally
    let admission: Admission
    private let state = Mutex(State())
    let flights = Flights()

    init(
        name: String,
        settings: SourceSettings,
        transport: any Transport,
        clock: SourceClock,
        vault: any SecretVault,
        logger: Logger,
        metrics: any MetricsFactory
    ) {
        self.settings = settings
        self.clock = clock
        exchanger = Exchanger(settings: settings, transport: transport, clock: clock)
        headers = SourceHeaders(settings.headers, vault: vault, logger: logger)
        tally = SourceTally(source: name, factory: metrics)
        admission = Admission(width: settings.maxConcurrent)
    }

    /// What a schedule must know.
    var advice: SourceAdvice {
        state.withLock { state in
            SourceAdvice(
                isAdaptive: settings.adaptive,
                minInterval: settings.minInterval,
                latency: state.latency,
                isThrottled: state.isThrottled || !state.breaker.isClosed
            )
        }
    }

    /// The JSON that answers `request`.
    func answer(to request: SourceRequest) async throws(ReadingFault) -> JSON {
        try await flights.land(request) { await landing(of: request) }.get()
    }

    private func landing(of request: SourceRequest) async -> Flights.Landing {
        do {
            return .success(try await send(request))
        } catch {
            return .failure(error)
        }
    }

    private func send(_ request: SourceRequest) async throws(ReadingFault) -> JSON {
        let fields = try counted { () throws(ReadingFault) in try headers.fields(contentType: request.contentType) }
        switch await admission.enter(until: clock.now() + settings.timeout) {
        case .admitted: break
        case .expired, .full:
            tally.count(.unsent)
            throw ReadingFault(
                .unreachable,
                "is not asked: \(settings.maxConcurrent) requests are under way and more wait; "
                    + "raise the source's maxConcurrent"
            )
        case .cancelled: throw .cancelled
        }
        defer { admission.leave(at: clock.now()) }
        let permit = try counted { () throws(ReadingFault) in try admit() }
        let started = clock.now()
        let result = await exchanger.exchange(request, fields)
        let took = clock.now() - started
        return try conclude(result, permit, took: took).get()
    }

    /// Counts the request as unsent where `step` refuses it.
    private func counted<Value>(_ step: () throws(ReadingFault) -> Value) throws(ReadingFault) -> Value {
        do {
            return try step()
        } catch {
            tally.count(.unsent)
            throw error
        }
    }

    private func admit() throws(ReadingFault) -> CircuitBreaker.Permit {
        let now = clock.now()
        let (admission, reason) = state.withLock { ($0.breaker.admit(at: now), $0.lastFailure) }
        switch admission {
        case .go(let permit): return permit
        case .refused(let until):
            let rest =
                until.map { "for another \(($0 - now + .milliseconds(999)).components.seconds) s" }
                ?? "while one request tries it"
            throw ReadingFault(.unreachable, "is left alone \(rest), because it failed: \(reason)")
        }
    }

    private func conclude(
        _ exchange: Exchange,
        _ permit: CircuitBreaker.Permit,
        took: Duration
    ) -> Result<JSON, ReadingFault> {
        let now = clock.now()
        let jitter = clock.chance()
        let ending: SourceTally.Ending? = state.withLock { state in
            switch exchange.result {
            case .success: state.breaker.succeeded(permit)
            case .failure(let fault):
                switch fault.code {
                case .noData, .malformed: state.breaker.succeeded(permit)
                case .unreachable:
                    state.lastFailure = String(fault.predicate.prefix(Self.longestReason))
                    state.breaker.failed(permit, at: now, jitter: jitter, pause: exchange.pause)
                case .cancelled:
                    state.breaker.abandoned(permit, at: now)
                    return nil
                }
            }
            state.latency = took
            state.isThrottled = exchange.isTooMany
            return SourceTally.Ending(of: exchange.result)
        }
        if let ending { tally.count(ending, took: took / .seconds(1)) }
        return exchange.result
    }
}

extension SourceTally.Ending {
    fileprivate init(of result: Result<JSON, ReadingFault>) {
        switch result {
        case .success: self = .answered
        case .failure(let fault):
            switch fault.code {
            case .noData, .malformed: self = .malformed
            case .unreachable, .cancelled: self = .unreachable
            }
        }
    }
}
