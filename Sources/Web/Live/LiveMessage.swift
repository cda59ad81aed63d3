import NIOCore
import Wire

/// One thing that listeners are told, as an event of `text/event-stream` and as the text of a WebSocket's frame.
///
/// Both are made once, however many listen.
struct LiveMessage: Sendable {
    /// `id:`, `event:` and `data:`.
    let event: ByteBuffer
    /// `{"type":…,"id":…}` and what the event has.
    let text: ByteBuffer

    /// A message.
    ///
    /// - Parameters:
    ///   - id: where the log stands, for who comes back; of the log's own ids only, since others might break the line.
    ///   - name: the event's name, and the text's type unless `members` has one.
    init(id: String?, name: String, _ members: [(String, JSON?)]) {
        let data = JSON.object(members)
        var event = id.map { "id: \($0)\n" } ?? ""
        event += "event: \(name)\ndata: \(data.text)\n\n"
        self.event = ByteBuffer(string: event)
        let type = data["type"] == nil ? JSON(name) : nil
        text = ByteBuffer(string: JSON.object([("type", type), ("id", id.map { JSON($0) })] + members).text)
    }

    /// The first message of a stream: it tells nothing but where the log stands.
    init(opening id: String?) {
        // Without data, a browser takes the id and the time, and tells nobody.
        event = ByteBuffer(string: "retry: \(Self.retry)\n" + (id.map { "id: \($0)\n" } ?? "") + "\n")
        text = ByteBuffer(string: JSON.object([("type", "hello"), ("id", id.map { JSON($0) })]).text)
    }

    /// After how many milliseconds a client is to come back.
    private static let retry = 2000
}
