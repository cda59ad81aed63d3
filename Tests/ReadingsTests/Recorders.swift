import CoreMetrics
import Logging
import Synchronization

/// Keeps what is counted and recorded, by label and dimensions.
final class MetricsRecorder: MetricsFactory {
    private final class Handler: CounterHandler, RecorderHandler {
        let name: String
        let recorder: MetricsRecorder

        init(_ name: String, _ recorder: MetricsRecorder) {
            self.name = name
            self.recorder = recorder
        }

        func increment(by amount: Int64) { recorder.keep(Double(amount), of: name) }
        func reset() {}
        func record(_ value: Int64) { record(Double(value)) }
        func record(_ value: Double) { recorder.keep(value, of: name) }
    }

    private let kept = Mutex<[String: [Double]]>([:])

    /// Everything counted and recorded under `label{name="value",…}`.
    var values: [String: [Double]] { kept.withLock { $0 } }

    private func keep(_ value: Double, of name: String) { kept.withLock { $0[name, default: []].append(value) } }

    private func handler(_ label: String, _ dimensions: [(String, String)]) -> Handler {
        Handler("\(label){\(dimensions.map { "\($0.0)=\($0.1)" }.joined(separator: ","))}", self)
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { handler(label, dimensions) }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        handler(label, dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}

/// Keeps what is logged, one line an event: level, message, metadata in the order of their names.
struct LogRecorder: LogHandler {
    private final class Lines: Sendable { let kept = Mutex<[String]>([]) }

    private let store = Lines()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    var lines: [String] { store.kept.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        let line = (["\(event.level)", "\(event.message)"] + all.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
        store.kept.withLock { $0.append(line) }
    }
}
