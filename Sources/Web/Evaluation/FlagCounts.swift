import CoreMetrics
import FlagStore
import Flags
import Rollouts
import Synchronization

/// Counts the evaluations of one flag, for its usage and for the metrics. A series begins with its first evaluation.
final class FlagCounts: Sendable {
    private let key: String
    private let usage: UsageCounter
    private let metrics: any MetricsFactory
    private let on = AtomicLazyReference<Counter>()
    private let off = AtomicLazyReference<Counter>()
    private let failed = AtomicLazyReference<Counter>()

    init(_ key: String, usage: UsageTally, metrics: any MetricsFactory) {
        self.key = key
        self.usage = usage.counter(key)
        self.metrics = metrics
    }

    /// Counts one evaluation at `now`.
    func count(_ evaluation: Evaluation, at now: Moment) {
        let isOn = evaluation.isOn
        usage.count(on: isOn, at: now)
        if isOn {
            counter(on, "on").increment()
        } else if evaluation.errorCode == nil {
            counter(off, "off").increment()
        } else {
            counter(failed, "error").increment()
        }
    }

    private func counter(_ place: borrowing AtomicLazyReference<Counter>, _ result: String) -> Counter {
        if let known = place.load() { return known }
        let label = "rampart_evaluations_total"
        return place.storeIfNil(Counter(label: label, dimensions: [("flag", key), ("result", result)], factory: metrics))
    }
}
