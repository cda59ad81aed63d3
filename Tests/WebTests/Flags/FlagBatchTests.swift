import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Batches of flags")
struct FlagBatchTests {
    @Test("A list of whole flags is put, all of them")
    func list() async throws {
        let bench = DoorBench()
        let body = #"[{"key":"a"},{"key":"b","prerequisites":[{"flag":"a","variant":"on"}]}]"#
        let answer = try await bench.admin(.post, "flags/batch", headers: [.rampartReason: "import"], body: body)
        #expect(answer.status == 200)
        #expect(answer.json["results"]?.array?.map { $0["outcome"]?.string } == ["created", "created"])
        let event = try await bench.send(.get, "/api/admin/flags/b/history", as: .viewer).json["entries"]?.array?.first?["event"]
        #expect(event?["reason"]?.string == "import")
    }

    @Test("What the list gives can be put back as it is")
    func backup() async throws {
        let bench = DoorBench()
        _ = try await bench.admin(.post, "flags/batch", body: #"[{"key":"a","owner":"x"},{"key":"b"}]"#)
        let backup = try await bench.send(.get, "/api/admin/flags", as: .viewer).text
        _ = try await bench.admin(.patch, "flags/a", body: #"{"owner":null}"#)
        _ = try await bench.admin(.delete, "flags/b")
        let answer = try await bench.admin(.post, "flags/batch", body: backup)
        #expect(answer.json["results"]?.array?.map { $0["outcome"]?.string } == ["changed", "created"])
        #expect(try await bench.send(.get, "/api/admin/flags/a", as: .viewer).json["owner"]?.string == "x")
    }

    @Test("Edits of every kind, each on its condition, with one reason")
    func edits() async throws {
        let bench = DoorBench()
        _ = try await bench.admin(.post, "flags/batch", body: #"[{"key":"a"},{"key":"b"},{"key":"c"}]"#)
        let body = #"""
            {"reason":"tidy","edits":[{"put":{"key":"d"},"expect":"absent"},{"patch":{"owner":"x"},"key":"a","expect":1},
             {"delete":"b","expect":"present"},{"patch":{"owner":null},"key":"c"}]}
            """#
        let answer = try await bench.admin(.post, "flags/batch", body: body)
        #expect(answer.status == 200)
        let outcomes = answer.json["results"]?.array?.map { $0["outcome"]?.string }
        #expect(outcomes == ["created", "changed", "deleted", "unchanged"])
        let keys = try await bench.send(.get, "/api/admin/flags", as: .viewer).json["flags"]?.array?.map { $0["key"]?.string }
        #expect(keys == ["a", "c", "d"])
    }

    @Test(
        "One edit that cannot be keeps the others from being made",
        arguments: [
            (#"{"patch":{"owner":"x"},"key":"a","expect":9}"#, 412), (#"{"patch":{"owner":5},"key":"a"}"#, 400),
            (#"{"delete":"none"}"#, 404), (#"{"put":{"key":"a"},"expect":"absent"}"#, 412), (#"{"put":{"key":"new"}}"#, 400),
            (#"{"put":{"key":"e","segments":["none"]}}"#, 409),
        ]
    )
    func allOrNothing(edit: String, status: Int) async throws {
        let bench = DoorBench()
        _ = try await bench.admin(.post, "flags", body: #"{"key":"a"}"#)
        let body = #"{"edits":[{"put":{"key":"new"}},\#(edit)]}"#
        #expect(try await bench.admin(.post, "flags/batch", body: body).status == status)
        #expect(try await bench.flags.entries() == 1)
    }

    @Test(
        "A batch that is none tells why, with the place",
        arguments: [
            ("{}", "edits"), (#"{"edits":[{}]}"#, "one of put"), (#"{"edits":[{"put":{"key":"a"},"delete":"a"}]}"#, "one of put"),
            (#"{"edits":[{"patch":{}}]}"#, "name what is patched"), (#"{"edits":[{"delete":"a","expect":"7"}]}"#, "\"absent\""),
            (#"{"edits":[{"delete":"a","expect":-1}]}"#, "\"absent\""), (#"{"edits":[{"put":{"key":"a"},"key":"a"}]}"#, "patch"),
            (#"{"edits":5}"#, "a list"), (#"{"edits":[],"flags":[]}"#, "either"), (#"{"edits":[],"why":"x"}"#, "unknown key"),
            ("[]", "1 to 500"),
            (#"{"edits":[{"remove":"a"}]}"#, "unknown key"), ("5", "an object"),
        ]
    )
    func forms(body: String, words: String) async throws {
        let bench = DoorBench()
        _ = try await bench.admin(.post, "flags", body: #"{"key":"a"}"#)
        let answer = try await bench.admin(.post, "flags/batch", body: body)
        #expect(answer.status == 400 && answer.code == "invalid_body")
        #expect(answer.text.replacing("\\\"", with: "\"").contains(words), "\(answer.text)")
        #expect(try await bench.flags.entries() == 1)
    }
}
