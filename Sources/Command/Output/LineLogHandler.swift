import Glibc
import Logging
import Rollouts
import Wire

/// Writes log lines to standard error: for people, or as one JSON object a line.
struct LineLogHandler: LogHandler {
    /// How lines look.
    enum Format: String, CaseIterable {
        case text
        case json
    }

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let label: String
    let format: Format

    init(label: String, level: Logger.Level, format: Format) {
        self.label = label
        logLevel = level
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = Timestamp.now()
        switch format {
        case .text:
            let level = event.level.rawValue.uppercased()
            let padded = level + String(repeating: " ", count: max(0, 7 - level.count))
            let rest = all.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
            Terminal.complain("\(time) \(padded) \(event.message)\(rest)")
        case .json:
            let members: [(String, JSON)] =
                [("time", JSON(time)), ("level", JSON(event.level.rawValue)), ("message", JSON("\(event.message)"))]
                + all.map { ($0.key, JSON("\($0.value)")) }
            Terminal.complain(JSON.object(members).text)
        }
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && !text.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0.isNewline }
        return isPlain ? text : JSON(text).text
    }
}

/// The wall's time for log lines.
private enum Timestamp {
    static func now() -> String {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000).rfc3339
    }
}
