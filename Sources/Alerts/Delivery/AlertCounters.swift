import Metrics

/// A channel's metrics.
struct AlertCounters: Sendable {
    private let accepted: Counter
    private let retried: Counter
    private let parked: Counter
    private let filtered: Counter
    private let pending: Gauge

    init(channel: String, factory: any MetricsFactory) {
        func counter(_ outcome: String) -> Counter {
            Counter(
                label: "rampart_alerts_total",
                dimensions: [("channel", channel), ("outcome", outcome)],
                factory: factory
            )
        }
        accepted = counter("accepted")
        retried = counter("retried")
        parked = counter("parked")
        filtered = counter("filtered")
        pending = Gauge(label: "rampart_alerts_pending", dimensions: [("channel", channel)], factory: factory)
    }

    /// It was delivered.
    func accept() { accepted.increment() }
    /// It is tried again.
    func retry() { retried.increment() }
    /// It was set aside.
    func park() { parked.increment() }
    /// The channel did not want it.
    func filter() { filtered.increment() }
    /// So many are in hand; more may be in the log.
    func hold(_ count: Int) { pending.record(count) }
}
