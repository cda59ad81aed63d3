import Flags
import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("One flag by the OpenFeature protocol")
struct OFREPSingleTests {
    private static let user = #"{"context":{"targetingKey":"u"}}"#

    @Test(
        "Values keep their form, the reasons are the standard ones, and every member is there",
        arguments: [
            ("bool", user, #""value":true,"variant":"on","metadata":{"version":3,"arm":"treatment"},"reason":"STATIC""#),
            (
                "bool", #"{"context":{}}"#,
                #""value":true,"variant":"on","metadata":{"version":3,"arm":"treatment"},"reason":"STATIC""#
            ),
            ("double", user, #""value":2.0,"variant":"a","metadata":{"version":3,"arm":"treatment"},"reason":"STATIC""#),
            ("integer", user, #""value":20,"variant":"a","metadata":{"version":3,"arm":"treatment"},"reason":"STATIC""#),
            ("text", user, #""value":"blau\\\"","variant":"a","metadata":{"version":3,"arm":"treatment"},"reason":"STATIC""#),
            (
                "object", user,
                #""value":{"z":2.0,"a":[1,"é\"\n"]},"variant":"a","metadata":{"version":3,"arm":"treatment"},"reason":"STATIC""#
            ),
            (
                "half", #"{"context":{"targetingKey":"user-2"}}"#,
                #""value":true,"variant":"on","metadata":{"version":3,"revision":"17-0","entry":"9-1","arm":"treatment"},"reason":"SPLIT""#
            ),
            (
                "half", #"{"context":{"targetingKey":"user-0"}}"#,
                #""value":false,"variant":"off","metadata":{"version":3,"revision":"17-0","entry":"9-1","arm":"control"},"reason":"SPLIT""#
            ),
            ("killed", user, #""value":false,"variant":"off","metadata":{"version":3},"reason":"DISABLED""#),
            ("rule", user, #""value":false,"variant":"off","metadata":{"version":3},"reason":"DEFAULT""#),
            (
                "rule", #"{"context":{"plan":"pro"}}"#,
                #""value":true,"variant":"on","metadata":{"version":3,"arm":"treatment"},"reason":"TARGETING_MATCH""#
            ),
            ("zero", user, #""value":false,"variant":"off","metadata":{"version":3,"arm":"control"},"reason":"DEFAULT""#),
        ]
    )
    func values(key: String, body: String, members: String) async throws {
        let answer = try await EvaluationBench().single(key, body)
        #expect(answer.status == 200)
        #expect(answer.text == #"{"key":"\#(key)",\#(members)}"# + "\n")
        #expect(answer.headers[.contentType] == "application/json")
    }

    struct Failing: Sendable, CustomTestStringConvertible {
        var key: String
        var body: String
        var status: Int
        var code: String
        var testDescription: String { "\(key) \(body.prefix(40))" }
    }

    @Test(
        "What fails says why, and has no value",
        arguments: [
            Failing(key: "nothing", body: user, status: 404, code: "FLAG_NOT_FOUND"),
            Failing(key: "half", body: #"{"context":{}}"#, status: 400, code: "TARGETING_KEY_MISSING"),
            Failing(key: "half", body: #"{"context":{"targetingKey":""}}"#, status: 400, code: "TARGETING_KEY_MISSING"),
            Failing(key: "half", body: #"{"context":{"targetingKey":null}}"#, status: 400, code: "TARGETING_KEY_MISSING"),
            Failing(key: "broken", body: user, status: 400, code: "PARSE_ERROR"),
            Failing(key: "bool", body: "", status: 400, code: "PARSE_ERROR"),
            Failing(key: "bool", body: "{", status: 400, code: "PARSE_ERROR"),
            Failing(key: "bool", body: #"{"context":{"a":1,"a":2}}"#, status: 400, code: "PARSE_ERROR"),
            Failing(key: "bool", body: #"{"context":{"a":"\ud800"}}"#, status: 400, code: "PARSE_ERROR"),
            Failing(key: "bool", body: "{}", status: 400, code: "INVALID_CONTEXT"),
            Failing(key: "bool", body: "[]", status: 400, code: "INVALID_CONTEXT"),
            Failing(key: "bool", body: #"{"context":null}"#, status: 400, code: "INVALID_CONTEXT"),
            Failing(key: "bool", body: #"{"context":"u"}"#, status: 400, code: "INVALID_CONTEXT"),
            Failing(key: "bool", body: #"{"context":[{}]}"#, status: 400, code: "INVALID_CONTEXT"),
        ]
    )
    func failures(failing: Failing) async throws {
        let answer = try await EvaluationBench().single(failing.key, failing.body)
        #expect(answer.status == failing.status)
        #expect(answer.json["errorCode"]?.string == failing.code)
        #expect(answer.json["errorDetails"]?.string?.isEmpty == false)
        #expect(answer.json["key"]?.string == failing.key)
        #expect(answer.json["reason"] == "ERROR" && answer.json["variant"] == "")
        #expect(answer.json["metadata"]?.members != nil && answer.json["value"] == nil)
    }

    @Test("Members that the protocol may add are left alone")
    func more() async throws {
        #expect(try await EvaluationBench().single("bool", #"{"context":{},"sdk":{"name":"x"}}"#).status == 200)
    }

    @Test("A context may have 32 levels within the request")
    func depth() async throws {
        let bench = EvaluationBench()
        func body(_ levels: Int) -> String {
            let lists = String(repeating: "[", count: levels - 1) + String(repeating: "]", count: levels - 1)
            return #"{"context":{"a":\#(lists)}}"#
        }
        #expect(try await bench.single("bool", body(32)).status == 200)
        #expect(try await bench.single("bool", body(33)).json["errorCode"] == "PARSE_ERROR")
    }

    @Test("Keys arrive percent-encoded", arguments: ["a%2Fb", "%61%2fb"])
    func keys(key: String) async throws {
        let bench = EvaluationBench(Snapshot(flags: [Samples.on("a/b")]))
        let answer = try await bench.single(key)
        #expect(answer.status == 200 && answer.json["key"] == "a/b")
        let unknown = try await bench.single("%C3%A4%20%22")
        #expect(unknown.status == 404 && unknown.json["key"] == "ä \"")
    }

    @Test("Browsers are served what is for them, and hear of nothing else")
    func browsers() async throws {
        let bench = EvaluationBench()
        #expect(try await bench.single("bool", as: .browser).status == 200)
        let hidden = try await bench.single("half", as: .browser)
        let absent = try await bench.single("nothing", as: .browser)
        #expect(hidden.status == 404 && hidden.text.replacing("half", with: "nothing") == absent.text)
        for role in [Role.client, .operator, .admin] { #expect(try await bench.single("integer", as: role).status == 200) }
        #expect(try await bench.single("bool", as: .viewer).status == 403)
    }

    @Test("Refusals and faults are in the protocol's form, with the flag's key")
    func refusals() async throws {
        let bench = EvaluationBench()
        let huge = #"{"context":{"a":"\#(String(repeating: "x", count: 1 << 20))"}}"#
        let answers = [
            try await bench.single("bool", as: nil), try await bench.single("bool", as: .viewer),
            try await bench.door.send(.get, "/ofrep/v1/evaluate/flags/bool", as: .client),
            try await bench.single("bool", huge),
            try await EvaluationBench(nil).single("bool"),
            try await EvaluationBench(withTokens: false).single("bool", as: nil, headers: [.contentType: "text/plain"]),
        ]
        #expect(answers.map(\.status) == [401, 403, 405, 413, 503, 415])
        for answer in answers {
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.json["errorCode"] == "GENERAL" && answer.json["key"] == "bool")
            #expect(answer.json["errorDetails"]?.string?.isEmpty == false && answer.json["error"] == nil)
        }
        #expect(answers[4].headers[.retryAfter] == "1")
    }

    @Test("Too many refusals are 429 with whole seconds, and a good token is served all the same")
    func limited() async throws {
        let bench = EvaluationBench()
        var last: Answered?
        for number in 0..<2000 {
            let path = "/ofrep/v1/evaluate/flags/bool"
            last = try await bench.door.send(.post, path, token: "wrong-\(number)", body: Self.user)
        }
        let answer = try #require(last)
        #expect(answer.status == 429 && answer.json["errorCode"] == "GENERAL")
        #expect(try #require(answer.headers[.retryAfter].flatMap { Int($0) }) >= 1)
        #expect(try await bench.single("bool").status == 200)
    }

    @Test("A token may come as an API key")
    func apiKey() async throws {
        let answer = try await EvaluationBench().single("bool", as: nil, headers: [.apiKey: "client-secret"])
        #expect(answer.status == 200)
    }

    @Test("Flags that exist are counted, by result; what does not is not")
    func counted() async throws {
        let bench = EvaluationBench()
        for _ in 0..<2 { _ = try await bench.single("bool") }
        _ = try await bench.single("killed")
        _ = try await bench.single("half", #"{"context":{}}"#)
        _ = try await bench.single("nothing")
        let lines = bench.counted.text().split(separator: "\n").filter { $0.hasPrefix("rampart_evaluations_total{") }
        #expect(
            lines == [
                #"rampart_evaluations_total{flag="bool",result="on"} 2"#,
                #"rampart_evaluations_total{flag="half",result="error"} 1"#,
                #"rampart_evaluations_total{flag="killed",result="off"} 1"#,
            ]
        )
    }
}
