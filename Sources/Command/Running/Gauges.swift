import Metrics

/// Metrics of the process as a whole.
enum Gauges {
    static func redis(_ isUp: Bool) { Gauge(label: "rampart_redis_up").record(isUp ? 1 : 0) }

    static func build() {
        Gauge(label: "rampart_build_info", dimensions: [("version", Version.text)]).record(1)
    }
}
