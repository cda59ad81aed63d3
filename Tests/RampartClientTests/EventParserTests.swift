import Testing

@testable import RampartClient

@Suite("Reading a stream of events")
struct EventParserTests {
    private static let text = """
        : hello

        id: 5-0
        event: flag_updated
        data: {"key":"ä"}

        data:one
        data: two
        retry: 10
        nonsense

        event: nothing

        : heartbeat

        id: 7-1
        event: reset
        data

        """

    private static let events: [EventParser.Event] = [
        .init(name: "flag_updated", data: #"{"key":"ä"}"#), .init(name: "message", data: "one\ntwo"),
        .init(name: "reset", data: ""),
    ]

    @Test("In whatever pieces it comes, with whatever line ends", arguments: ["\n", "\r\n", "\r"])
    func pieces(end: String) {
        let bytes = Array((Self.text + "\n").split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end).utf8)
        for length in [1, 2, 3, 7, bytes.count] {
            var parser = EventParser()
            var events: [EventParser.Event] = []
            for start in stride(from: 0, to: bytes.count, by: length) {
                events += parser.take(Array(bytes[start..<min(bytes.count, start + length)]))
            }
            #expect(events == Self.events)
            #expect(parser.lastID == "7-1" && !parser.isOverfull)
        }
    }

    @Test("An event that is cut short is none; an empty id forgets the last")
    func cut() {
        var parser = EventParser(lastID: "3-0")
        #expect(parser.take(Array("event: reset\ndata: x\n".utf8)).isEmpty && parser.lastID == "3-0")
        #expect(parser.take(Array("id\n\n".utf8)).count == 1 && parser.lastID == nil)
    }

    @Test("A line, or an event, without end is given up")
    func overfull() {
        var line = EventParser()
        #expect(line.take(Array(repeating: 65, count: 100_000)).isEmpty && line.isOverfull)
        var event = EventParser()
        for _ in 0..<200 { _ = event.take(Array("data: \(String(repeating: "x", count: 1000))\n".utf8)) }
        #expect(event.isOverfull)
    }
}
