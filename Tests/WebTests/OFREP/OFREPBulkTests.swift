import Flags
import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("All flags by the OpenFeature protocol")
struct OFREPBulkTests {
    private static let app = "https://app.example.com"

    private func keys(_ answer: Answered) -> [String] { (answer.json["flags"]?.array ?? []).compactMap { $0["key"]?.string } }

    @Test("Every flag in the order of the keys, each as it is served alone")
    func all() async throws {
        let bench = EvaluationBench()
        let answer = try await bench.bulk()
        #expect(answer.status == 200)
        #expect(keys(answer) == (Samples.flags.map(\.key) + ["broken"]).sorted())
        for item in try #require(answer.json["flags"]?.array) {
            let key = try #require(item["key"]?.string)
            #expect(try await bench.single(key).text == item.text + "\n")
        }
        #expect(answer.json["metadata"] == ["revision": "40-0"])
        #expect(answer.json["eventStreams"] == nil)
    }

    @Test("A flag that cannot be evaluated is an item that says so, and the others are served")
    func failing() async throws {
        let answer = try await EvaluationBench().bulk(#"{"context":{}}"#)
        #expect(answer.status == 200)
        let items = try #require(answer.json["flags"]?.array)
        let codes = items.compactMap { item in item["errorCode"].map { (item["key"]?.string, $0.string) } }
        #expect(codes.map(\.0) == ["broken", "half"] && codes.map(\.1) == ["PARSE_ERROR", "TARGETING_KEY_MISSING"])
        for item in items {
            for member in ["key", "reason", "variant", "metadata"] { #expect(item[member] != nil) }
            #expect((item["value"] == nil) == (item["errorCode"] != nil))
            #expect((item["errorDetails"] == nil) == (item["errorCode"] == nil))
        }
    }

    @Test("A request that fails as a whole has a code", arguments: [("", "PARSE_ERROR"), (#"{"context":1}"#, "INVALID_CONTEXT")])
    func whole(body: String, code: String) async throws {
        let answer = try await EvaluationBench().bulk(body)
        #expect(answer.status == 400 && answer.json["errorCode"]?.string == code)
        #expect(answer.json["errorDetails"]?.string?.isEmpty == false && answer.json["key"] == nil)
    }

    @Test("Browsers are served what is marked for them")
    func browsers() async throws {
        let answer = try await EvaluationBench().bulk(as: .browser)
        #expect(keys(answer) == ["bool", "pattern", "rule", "segment"])
    }

    @Test("Without any flag the list is empty")
    func none() async throws {
        let answer = try await EvaluationBench(Snapshot(flags: [])).bulk()
        #expect(answer.text == #"{"flags":[],"metadata":{}}"# + "\n")
    }

    // MARK: - Tags

    @Test("Member order and tag are the same from answer to answer, and from server to server")
    func stable() async throws {
        let first = try await EvaluationBench().bulk()
        let other = try await EvaluationBench().bulk()
        #expect(first.text == other.text && first.headers[.eTag] == other.headers[.eTag])
        #expect(first.headers[.cacheControl] == "private, no-cache")
    }

    @Test("The tag covers context, flags and who asks")
    func tags() async throws {
        let bench = EvaluationBench()
        var tags: Set<String> = []
        func add(_ answer: Answered) throws { #expect(tags.insert(try #require(answer.headers[.eTag])).inserted) }
        try add(try await bench.bulk())
        try add(try await bench.bulk(#"{"context":{"targetingKey":"v"}}"#))
        try add(try await bench.bulk(as: .browser))
        bench.flags.hold(Samples.snapshot(Samples.flags.dropLast()))
        try add(try await bench.bulk())
        // Written past the log: the revision stays.
        bench.flags.hold(Samples.snapshot(Samples.flags.dropLast() + [Samples.on("zero")]))
        try add(try await bench.bulk())
        bench.flags.hold(Samples.snapshot(revision: "41-0"))
        try add(try await bench.bulk())
    }

    @Test("What is known is 304 without a body, whatever way it is told", arguments: ["TAG", "W/TAG", #""x", W/"y" ,TAG"#, "*"])
    func known(header: String) async throws {
        let bench = EvaluationBench(origins: [Self.app])
        let tag = try #require(try await bench.bulk().headers[.eTag])
        let before = bench.counted.text()
        let answer = try await bench.bulk(known: header.replacing("TAG", with: tag), headers: [.origin: Self.app])
        #expect(answer.status == 304 && answer.text.isEmpty && answer.headers[.eTag] == tag)
        #expect(answer.headers[.accessControlAllowOrigin] == Self.app)
        #expect(answer.headers[.accessControlExposeHeaders] == "ETag, Retry-After")
        #expect(bench.counted.text() == before)
    }

    @Test("What is not known is answered", arguments: [#""x""#, "TAGx", "W/", ""])
    func unknown(header: String) async throws {
        let bench = EvaluationBench()
        let tag = try #require(try await bench.bulk().headers[.eTag])
        #expect(try await bench.bulk(known: header.replacing("TAG", with: tag)).status == 200)
    }

    @Test("Pages of a configured origin may ask, and may read errors as well")
    func pages() async throws {
        let bench = EvaluationBench(origins: [Self.app])
        let asking: HTTPFields = [.origin: Self.app, .accessControlRequestMethod: "POST"]
        let preflight = try await bench.door.send(.options, "/ofrep/v1/evaluate/flags", headers: asking)
        #expect(preflight.status == 204 && preflight.headers[.accessControlAllowOrigin] == Self.app)
        let refused = try await bench.bulk(as: nil, headers: [.origin: Self.app])
        #expect(refused.status == 401 && refused.headers[.accessControlAllowOrigin] == Self.app)
    }

    // MARK: - Streams

    @Test("Where changes are heard is told with a pass, the same for some minutes, so that 304 can be answered")
    func streams() async throws {
        let bench = EvaluationBench(withStreams: true)
        let answer = try await bench.bulk()
        let stream = try #require(answer.json["eventStreams"]?.array?.first)
        #expect(answer.json["eventStreams"]?.array?.count == 1)
        #expect(stream["type"] == "sse" && stream["inactivityDelaySec"] == 120)
        let url = try #require(stream["url"]?.string)
        #expect(url.hasPrefix("https://rampart.example.com/ofrep/v1/events?pass=") && url.hasSuffix("&since=40-0"))
        let tag = answer.headers[.eTag]
        bench.wall.advance(by: 60)
        #expect(try await bench.bulk(known: tag).status == 304)
        bench.wall.advance(by: 300)
        let later = try await bench.bulk(known: tag)
        #expect(later.status == 200 && later.json["eventStreams"]?.array?.first?["url"]?.string != url)
    }

    @Test("A pass that is told is good for minutes")
    func passes() async throws {
        let bench = EvaluationBench(withStreams: true)
        for _ in 0..<20 {
            bench.wall.advance(by: 37)
            let url = try #require(try await bench.bulk().json["eventStreams"]?.array?.first?["url"]?.string)
            let expiry = try #require(url.firstMatch(of: /pass=(\d+)\./).flatMap { Int($0.output.1) })
            #expect((300...600).contains(expiry - bench.wall.seconds))
        }
    }
}
