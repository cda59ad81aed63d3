package import Curl
package import Logging
package import Metrics
package import Rollouts
package import Wire

/// All configured metric sources by their names.
///
/// Equal requests under way are sent once; each source has its own limit of concurrent requests and its own circuit
/// breaker, so that one that hangs holds up nobody else.
package final class MetricSources: Sendable {
    private struct Entry: Sendable {
        let channel: SourceChannel
        let source: any MetricSource
    }

    private let entries: [String: Entry]

    /// Sources as configured; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - settings: the configuration's `sources`.
    ///   - client: sends the requests.
    ///   - vault: gives the secrets of headers, looked up at each request.
    ///   - logger: for missing secrets (`error`) and servers' warnings (`debug`).
    ///   - metrics: makes `rampart_source_requests_total{source,outcome}` and `rampart_source_request_seconds{source}`.
    package convenience init(
        _ settings: [String: SourceSettings],
        client: CurlClient,
        vault: any SecretVault,
        logger: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.init(settings, transport: client, clock: SourceClock(), vault: vault, logger: logger, metrics: metrics)
    }

    init(
        _ settings: [String: SourceSettings],
        transport: any Transport,
        clock: SourceClock,
        vault: any SecretVault,
        logger: Logger,
        metrics: any MetricsFactory
    ) {
        var entries: [String: Entry] = [:]
        for (name, settings) in settings {
            var logger = logger
            logger[metadataKey: "source"] = "\(name)"
            let channel = SourceChannel(
                name: name,
                settings: settings,
                transport: transport,
                clock: clock,
                vault: vault,
                logger: logger,
                metrics: metrics
            )
            entries[name] = Entry(channel: channel, source: Self.source(channel, logger: logger))
        }
        self.entries = entries
    }

    /// What `source` answers to `question`; `malformed` for a name that is not configured.
    package func read(_ question: MetricQuestion, from source: String) async -> Reading.Outcome {
        guard let entry = entries[source] else {
            let guess = Suggestion.phrase(for: source, among: entries.keys.sorted())
            return .malformed("no metric source '\(source)' in the configuration\(guess)")
        }
        return await entry.source.read(question)
    }

    /// What a schedule must know of `source`; `nil` for a name that is not configured.
    package func advice(for source: String) -> SourceAdvice? { entries[source]?.channel.advice }

    private static func source(_ channel: SourceChannel, logger: Logger) -> any MetricSource {
        switch channel.settings.form {
        case .report: ReportSource(channel: channel)
        case .json(let shape, let method, let body):
            JSONSource(channel: channel, shape: shape, method: method, body: body)
        case .prometheus(let method): PrometheusSource(channel: channel, method: method, logger: logger)
        }
    }
}
