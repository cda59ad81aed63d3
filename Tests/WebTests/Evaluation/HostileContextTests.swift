import Flags
import HTTPTypes
import Hostile
import Testing
import Wire

@testable import Web

/// Whatever stands for a context, there is an answer, and the next caller has one as well.
@Suite("Hostile contexts over HTTP", .timeLimit(.minutes(10)))
struct HostileContextTests {
    private func check(_ answer: Answered, _ name: String) {
        #expect([200, 400, 413].contains(answer.status), "\(name): \(answer.status)")
        #expect(answer.json.members != nil, "\(name): \(answer.text.prefix(200))")
        // Nothing of a long request is sent back.
        if answer.status != 200 { #expect(answer.text.utf8.count < 20_000, "\(name)") }
    }

    @Test("Documents that are hard on a reader, as body and as context", arguments: HostileJSON.documents(around: "context"))
    func documents(document: HostileJSON.Document) async throws {
        let bench = EvaluationBench()
        let text = String(decoding: document.bytes, as: UTF8.self)
        for body in [text, #"{"context":\#(text)}"#, #"{"context":{"targetingKey":\#(text)}}"#] {
            check(try await bench.single("pattern", body), document.name)
            check(try await bench.bulk(body), document.name)
            check(try await bench.door.send(.post, "/api/feature-flags", as: .client, body: body), document.name)
            check(try await bench.check("bool", body), document.name)
        }
        #expect(try await bench.single("bool").status == 200)
    }

    @Test("Ten thousand attributes, all looked at")
    func many() async throws {
        let rules = (0..<50).map { Rule(attribute: "a\($0 * 199)", operator: .equals, value: JSON($0 * 199)) }
        let flags = (0..<50).map { number in Samples.on("f\(number)") { $0.targeting = rules } }
        let attributes = (0..<10_000).map { #""a\#($0)":\#($0)"# }.joined(separator: ",")
        let answer = try await EvaluationBench(Snapshot(flags: flags)).bulk(#"{"context":{\#(attributes)}}"#)
        #expect(answer.json["flags"]?.array?.allSatisfy { $0["reason"] == "TARGETING_MATCH" } == true)
    }

    @Test("A context of a mebibyte but the rest of the request is taken, one byte more is not")
    func mebibyte() async throws {
        let bench = EvaluationBench()
        let around = #"{"context":{"a":""}}"#.utf8.count
        func body(_ length: Int) -> String { #"{"context":{"a":"\#(String(repeating: "x", count: length - around))"}}"# }
        #expect(try await bench.bulk(body(1 << 20)).status == 200)
        #expect(try await bench.bulk(body((1 << 20) + 1)).status == 413)
    }

    @Test("A pattern that runs into its bounds is a rule that does not hold, and holds nobody up")
    func pattern() async throws {
        let bench = EvaluationBench()
        let hostile = #"{"context":{"targetingKey":"u","name":"\#(Samples.longest)"}}"#
        try await withThrowingTaskGroup(of: (Bool, Answered).self) { group in
            for number in 0..<40 {
                let isHostile = number % 2 == 0
                group.addTask {
                    (isHostile, isHostile ? try await bench.single("pattern", hostile) : try await bench.single("bool"))
                }
            }
            for try await (isHostile, answer) in group {
                #expect(answer.status == 200)
                #expect(answer.json["reason"]?.string == (isHostile ? "DEFAULT" : "STATIC"))
            }
        }
    }

    @Test("Keys that are none are not found, and not sent back where they are long")
    func keys() async throws {
        let bench = EvaluationBench()
        for key in ["%00", "..%2F..", "%F0%9F%92%A9", "a%0D%0ASet-Cookie:x", String(repeating: "k", count: 20_000)] {
            let answer = try await bench.single(key)
            #expect(answer.status == 404 && answer.json["errorCode"] == "FLAG_NOT_FOUND")
            #expect(answer.text.utf8.count < 1000)
        }
        #expect(try await bench.single("%ff").json["errorCode"] == "GENERAL")
    }

    @Test("Contexts in headers that are no base64, or none of JSON", arguments: HostileJSON.documents(around: "userId").prefix(15))
    func headers(document: HostileJSON.Document) async throws {
        let bench = EvaluationBench()
        let raw = String(decoding: document.bytes.prefix(30_000).filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
        let answer = try await bench.list(raw)
        #expect([200, 400].contains(answer.status), "\(document.name)")
    }
}
