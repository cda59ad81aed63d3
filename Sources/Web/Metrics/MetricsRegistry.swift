package import CoreMetrics
import Synchronization

/// The process's metrics, kept in memory and written out as Prometheus text.
///
/// A backend of swift-metrics: rooms below count through that library alone. Series are bounded; one too many is not
/// kept, and `rampart_metrics_dropped_total` tells how many.
package final class MetricsRegistry: MetricsFactory {
    /// The most series.
    package static let mostSeries = 100_000

    private struct Books {
        var families: [String: Family] = [:]
        var series = 0
        var dropped = 0
    }

    private struct Family {
        var kind: MetricCell.Kind
        var cells: [String: MetricCell] = [:]
    }

    private let books = Mutex(Books())

    /// An empty registry.
    package init() {}

    // MARK: - swift-metrics

    /// A counter that only grows.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, dimensions, .counter)
    }

    /// A counter of fractions.
    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler { cell(label, dimensions, .counter) }

    /// A value that goes up and down.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(label, dimensions, .gauge)
    }

    /// A histogram, or where nothing is to be added up, the last value.
    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler { cell(label, dimensions, aggregate ? .histogram : .gauge) }

    /// A histogram of seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, dimensions, .histogram)
    }

    /// Series stay for the process's life.
    package func destroyCounter(_ handler: any CounterHandler) {}
    /// Series stay for the process's life.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Series stay for the process's life.
    package func destroyMeter(_ handler: any MeterHandler) {}
    /// Series stay for the process's life.
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Series stay for the process's life.
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func cell(_ label: String, _ dimensions: [(String, String)], _ kind: MetricCell.Kind) -> MetricCell {
        let labels = MetricText.labels(dimensions)
        return books.withLock { books in
            if let cell = books.families[label]?.cells[labels] { return cell }
            let kept = books.families[label]?.kind ?? kind
            let cell = MetricCell(kind: kept)
            guard books.series < Self.mostSeries else {
                books.dropped += 1
                return cell
            }
            books.series += 1
            books.families[label, default: Family(kind: kind)].cells[labels] = cell
            return cell
        }
    }

    // MARK: - Text

    /// Every series in Prometheus' text format 0.0.4, in a steady order.
    package func text() -> String {
        let (families, dropped) = books.withLock { ($0.families, $0.dropped) }
        var text = ""
        for (label, family) in families.sorted(by: { $0.key < $1.key }) {
            let name = MetricText.name(label)
            if let help = MetricText.help[name] { text += "# HELP \(name) \(help)\n" }
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, cell) in family.cells.sorted(by: { $0.key < $1.key }) {
                text += cell.lines(name: name, labels: labels)
            }
        }
        text += "# TYPE rampart_metrics_dropped_total counter\nrampart_metrics_dropped_total \(dropped)\n"
        return text
    }
}
