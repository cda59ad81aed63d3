import Logging

/// Tells the chronicle what a life of a process logs.
struct LifeLog: LogHandler {
    let life: Life
    let chronicle: Chronicle
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(life: Life, chronicle: Chronicle, logLevel: Logger.Level) {
        self.life = life
        self.chronicle = chronicle
        self.logLevel = logLevel
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard life.isAlive else { return }
        let known = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let fields = known.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        chronicle.note(.said(process: life.process, line: "\(event.level): \(event.message)\(fields)"))
    }
}
