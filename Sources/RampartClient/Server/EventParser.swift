/// Reads a `text/event-stream` as it comes in, in whatever pieces. Pure.
struct EventParser: Sendable {
    /// One event that carries data.
    struct Event: Sendable, Equatable {
        /// `message` where none is named.
        var name = "message"
        /// Its lines, with line feeds between them.
        var data = ""
    }

    /// The longest line, and the most data of an event, in bytes.
    private static let mostBytes = 64 << 10

    /// The last id that came with an event; a new stream goes on from it.
    private(set) var lastID: String?
    /// Whether the stream sends more than an event may have, and is not to be read on.
    private(set) var isOverfull = false
    private var line: [UInt8] = []
    private var afterReturn = false
    private var name = ""
    private var data: [String] = []
    private var dataBytes = 0

    /// A stream that goes on after the event `lastID`.
    init(lastID: String? = nil) { self.lastID = lastID }

    /// Takes the next bytes; returns the events that they complete.
    mutating func take(_ bytes: [UInt8]) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            defer { afterReturn = byte == 0x0D }
            if byte == 0x0A, afterReturn { continue }
            if byte == 0x0A || byte == 0x0D {
                if let event = endLine() { events.append(event) }
            } else if line.count < Self.mostBytes {
                line.append(byte)
            } else {
                isOverfull = true
                return events
            }
        }
        return events
    }

    private mutating func endLine() -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        let text = String(decoding: value, as: UTF8.self)
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "event": name = text
        case "data":
            dataBytes += text.utf8.count + 1
            if dataBytes > Self.mostBytes { isOverfull = true } else { data.append(text) }
        case "id": if !text.utf8.contains(0) { lastID = text.isEmpty ? nil : text }
        // A comment, the time to wait, or what nobody knows yet.
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> Event? {
        defer {
            name = ""
            data = []
            dataBytes = 0
        }
        guard !data.isEmpty else { return nil }
        return Event(name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
    }
}
