import Testing

@testable import Curl

@Suite struct HeaderTests {
    @Test func parsesLines() {
        var block = HeaderBlock()
        for line in [
            "HTTP/1.1 200 OK\r\n", "A: b:c \r\n", " folded: x\r\n", "no colon\r\n", ":none\r\n", "E:\n", "\r\n",
        ] {
            let fits = block.append(Array(line.utf8))
            #expect(fits)
        }
        #expect(block.fields().map(\.name) == ["a", "e"])
        #expect(block.fields().map(\.value) == ["b:c", ""])
    }

    @Test func takesAHundredFields() {
        var block = HeaderBlock()
        for _ in 0..<HeaderBlock.maxFields {
            let fits = block.append(Array("A: b\r\n".utf8))
            #expect(fits)
        }
        let fits = block.append(Array("A: b\r\n".utf8))
        #expect(!fits)
        #expect(block.fields().count == HeaderBlock.maxFields)
    }

    @Test func dropsWhatDescribesADroppedBody() {
        let lines = ["Content-Type: a", "content-encoding: b", "Accept: c", "Expect:"]
        #expect(HeaderLines.withoutBody(lines) == ["Accept: c", "Expect:"])
    }

    @Test(arguments: [
        ("http://Example.com/x", "example.com:80"), ("https://example.com", "example.com:443"),
        ("http://user:pw@h:8080/?q#f", "h:8080"), ("http://[::1]:9/", "[::1]:9"),
    ])
    func originOfAURL(url: String, authority: String) throws {
        #expect(try Origin(of: url).authority == authority)
    }

    @Test(arguments: [
        (Duration.zero, 0), (.milliseconds(-5), 0), (.microseconds(1_999), 1), (.seconds(90), 90_000),
        (.seconds(Int64.max), 86_400_000),
    ])
    func wholeMilliseconds(duration: Duration, milliseconds: Int) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }
}
