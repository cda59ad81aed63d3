import CoreMetrics
import Testing

@testable import Web

@Suite("Metrics as text")
struct MetricsRegistryTests {
    @Test("Counters, gauges, histograms and labels as Prometheus reads them")
    func golden() {
        let registry = MetricsRegistry()
        let transitions = registry.makeCounter(
            label: "rampart_transitions_total",
            dimensions: [("flag", "a\"b\\c\nd"), ("bad-name", "é")]
        )
        transitions.increment(by: 2)
        transitions.increment(by: 1)
        registry.makeMeter(label: "rampart_leader", dimensions: []).set(1.5)
        registry.makeRecorder(label: "last", dimensions: [], aggregate: false).record(-3.5)
        let lag = registry.makeRecorder(label: "lag", dimensions: [("s", "x")], aggregate: true)
        for value: Double in [0.001, 0.3, 99] { lag.record(value) }
        registry.makeTimer(label: "took", dimensions: []).recordNanoseconds(2_000_000_000)
        #expect(registry.text() == Self.golden)
    }

    @Test("A series that was made twice is one")
    func again() {
        let registry = MetricsRegistry()
        for _ in 0..<2 { registry.makeCounter(label: "c", dimensions: [("a", "1")]).increment(by: 1) }
        #expect(registry.text().contains("c{a=\"1\"} 2\n"))
    }

    @Test("A counter that is reset begins at zero")
    func reset() {
        let registry = MetricsRegistry()
        let counter = registry.makeCounter(label: "c", dimensions: [])
        counter.increment(by: 5)
        counter.reset()
        #expect(registry.text().contains("c 0\n"))
    }

    @Test("One series too many is not kept, and counted")
    func bounded() {
        let registry = MetricsRegistry()
        for number in 0..<MetricsRegistry.mostSeries + 3 {
            registry.makeCounter(label: "c", dimensions: [("n", "\(number)")]).increment(by: 1)
        }
        let text = registry.text()
        #expect(text.utf8.count { $0 == 0x0A } == MetricsRegistry.mostSeries + 3)
        #expect(text.hasSuffix("rampart_metrics_dropped_total 3\n"))
    }

    @Test("A label's value is cut at 200 characters")
    func long() {
        let text = MetricText.labels([("k", String(repeating: "x", count: 500))])
        #expect(text == "k=\"\(String(repeating: "x", count: 200))\"")
    }

    @Test(
        "Numbers",
        arguments: [
            (0, "0"), (12, "12"), (12.5, "12.5"), (-0.25, "-0.25"), (.nan, "NaN"), (.infinity, "+Inf"),
            (-.infinity, "-Inf"), (1e300, "1e+300"),
        ]
    )
    func numbers(value: Double, text: String) { #expect(MetricText.number(value) == text) }

    private static let golden = """
        # TYPE lag histogram
        lag_bucket{s="x",le="0.001"} 1
        lag_bucket{s="x",le="0.005"} 1
        lag_bucket{s="x",le="0.01"} 1
        lag_bucket{s="x",le="0.025"} 1
        lag_bucket{s="x",le="0.05"} 1
        lag_bucket{s="x",le="0.1"} 1
        lag_bucket{s="x",le="0.25"} 1
        lag_bucket{s="x",le="0.5"} 2
        lag_bucket{s="x",le="1"} 2
        lag_bucket{s="x",le="2.5"} 2
        lag_bucket{s="x",le="5"} 2
        lag_bucket{s="x",le="10"} 2
        lag_bucket{s="x",le="30"} 2
        lag_bucket{s="x",le="+Inf"} 3
        lag_sum{s="x"} 99.301
        lag_count{s="x"} 3
        # TYPE last gauge
        last -3.5
        # HELP rampart_leader 1 while this process holds the lease.
        # TYPE rampart_leader gauge
        rampart_leader 1.5
        # HELP rampart_transitions_total Committed transitions.
        # TYPE rampart_transitions_total counter
        rampart_transitions_total{flag="a\\"b\\\\c\\nd",bad_name="é"} 3
        # TYPE took histogram
        took_bucket{le="0.001"} 0
        took_bucket{le="0.005"} 0
        took_bucket{le="0.01"} 0
        took_bucket{le="0.025"} 0
        took_bucket{le="0.05"} 0
        took_bucket{le="0.1"} 0
        took_bucket{le="0.25"} 0
        took_bucket{le="0.5"} 0
        took_bucket{le="1"} 0
        took_bucket{le="2.5"} 1
        took_bucket{le="5"} 1
        took_bucket{le="10"} 1
        took_bucket{le="30"} 1
        took_bucket{le="+Inf"} 1
        took_sum 2
        took_count 1
        # TYPE rampart_metrics_dropped_total counter
        rampart_metrics_dropped_total 0

        """
}
