import Metrics

/// Counts and times the requests of one source.
struct SourceTally: Sendable {
    /// How a request ended.
    enum Ending: String, Sendable, CaseIterable {
        /// By JSON.
        case answered
        /// By something else.
        case malformed
        /// By nothing, or the server's failure.
        case unreachable
        /// It was not sent: the source rests, is busy, or lacks a secret.
        case unsent
    }

    private let counters: [Ending: Counter]
    private let seconds: Recorder

    init(source: String, factory: any MetricsFactory) {
        counters = Ending.allCases.reduce(into: [:]) { counters, ending in
            counters[ending] = Counter(
                label: "rampart_source_requests_total",
                dimensions: [("source", source), ("outcome", ending.rawValue)],
                factory: factory
            )
        }
        seconds = Recorder(
            label: "rampart_source_request_seconds",
            dimensions: [("source", source)],
            aggregate: true,
            factory: factory
        )
    }

    /// Counts a request, and its time where it was sent.
    func count(_ ending: Ending, took: Double? = nil) {
        counters[ending]?.increment()
        if let took { seconds.record(took) }
    }
}
