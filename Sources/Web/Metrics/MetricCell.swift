import CoreMetrics
import Synchronization

/// One series: a counter, a gauge or a histogram.
final class MetricCell: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    /// Prometheus' names of kinds.
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    /// Upper ends of a histogram's buckets, in seconds.
    static let bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    private struct Figures {
        var value = 0.0
        var count = 0
        var buckets = [Int](repeating: 0, count: MetricCell.bounds.count)
    }

    private let kind: Kind
    private let figures = Mutex(Figures())

    init(kind: Kind) { self.kind = kind }

    func increment(by amount: Int64) { add(Double(amount)) }
    func increment(by amount: Double) { add(amount) }
    func decrement(by amount: Double) { add(-amount) }
    func reset() { figures.withLock { $0 = Figures() } }
    func set(_ value: Int64) { figures.withLock { $0.value = Double(value) } }
    func set(_ value: Double) { figures.withLock { $0.value = value } }
    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        figures.withLock { figures in
            guard kind == .histogram else {
                figures.value = value
                return
            }
            figures.value += value
            figures.count += 1
            if let bucket = Self.bounds.firstIndex(where: { value <= $0 }) { figures.buckets[bucket] += 1 }
        }
    }

    private func add(_ amount: Double) { figures.withLock { $0.value += amount } }

    func lines(name: String, labels: String) -> String {
        let figures = self.figures.withLock { $0 }
        guard kind == .histogram else {
            return "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(MetricText.number(figures.value))\n"
        }
        let lead = labels.isEmpty ? "" : labels + ","
        var text = ""
        var below = 0
        for (bound, count) in zip(Self.bounds, figures.buckets) {
            below += count
            text += "\(name)_bucket{\(lead)le=\"\(MetricText.number(bound))\"} \(below)\n"
        }
        text += "\(name)_bucket{\(lead)le=\"+Inf\"} \(figures.count)\n"
        let own = labels.isEmpty ? "" : "{\(labels)}"
        return text + "\(name)_sum\(own) \(MetricText.number(figures.value))\n\(name)_count\(own) \(figures.count)\n"
    }
}
