import Metrics

/// Metrics of the process as a whole.
enum Gauges {
    static func redis(_ isUp: Bool) { Gauge(label: "rampart_redis_up").record(isUp ? 1 : 0) }

    /// A flag or segment that somebody has written past the log.
    static func handWritten() { Counter(label: "rampart_flags_handwritten_total").increment() }

    static func build() {
        Counter(label: "rampart_flags_handwritten_total").increment(by: 0)
        Gauge(label: "rampart_build_info", dimensions: [("version", Version.text)]).record(1)
    }
}
