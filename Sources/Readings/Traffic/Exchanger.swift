import Curl
import Wire

/// What came of a request.
struct Exchange: Sendable {
    var result: Result<JSON, ReadingFault>
    /// How long the server asks to be left alone.
    var pause: Duration?
    /// Whether the server answered 429.
    var isTooMany = false
    /// Whether the same request may succeed at once.
    var mayRetry = false
}

/// Sends a request of one source, and once more where its failure may pass at once.
struct Exchanger: Sendable {
    /// A retry waits so long, and up to ``moreWait`` longer by chance.
    private static let leastWait = Duration.milliseconds(50)
    private static let moreWait = Duration.milliseconds(200)
    /// A retry with less time than this is not worth sending.
    private static let leastTime = Duration.milliseconds(50)

    let settings: SourceSettings
    let transport: any Transport
    let clock: SourceClock

    /// Sends `request`; with its retry it takes no longer than the source's time-out.
    func exchange(_ request: SourceRequest, _ fields: [(name: String, value: String)]) async -> Exchange {
        let started = clock.now()
        let first = await attempt(request, fields, within: settings.timeout)
        guard first.mayRetry else { return first }
        let wait = Self.leastWait + Self.moreWait * clock.chance()
        guard settings.timeout - (clock.now() - started) - wait >= Self.leastTime else { return first }
        do {
            try await clock.sleep(wait)
        } catch {
            // Only a cancellation ends the sleep early.
            return Exchange(result: .failure(.cancelled))
        }
        return await attempt(request, fields, within: settings.timeout - (clock.now() - started))
    }

    private func attempt(
        _ request: SourceRequest,
        _ fields: [(name: String, value: String)],
        within timeout: Duration
    ) async -> Exchange {
        let sent = CurlRequest(
            method: request.method,
            url: request.url,
            headers: fields,
            body: request.body,
            timeout: timeout,
            connectTimeout: min(timeout, .seconds(5)),
            maxResponseBytes: AnswerReader.maxBytes,
            caFile: settings.caFile
        )
        do {
            return exchange(try await transport.send(sent))
        } catch {
            return Exchange(result: .failure(ReadingFault(error)), mayRetry: error.isTransient)
        }
    }

    private func exchange(_ answer: TransportAnswer) -> Exchange {
        let pause = RetryAfter.delay(of: answer)
        return Exchange(
            result: read(answer),
            pause: pause,
            isTooMany: answer.status == 429,
            mayRetry: [502, 503, 504].contains(answer.status) && pause == nil
        )
    }

    private func read(_ answer: TransportAnswer) -> Result<JSON, ReadingFault> {
        do {
            return .success(try AnswerReader(quotesErrors: settings.kind == .prometheus).json(of: answer))
        } catch {
            return .failure(error)
        }
    }
}
