import Flags
import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Flags for a caller's context")
struct EvaluationRouteTests {
    /// `{"userId":"user-2","plan":"pro"}`
    private static let pro = "eyJ1c2VySWQiOiJ1c2VyLTIiLCJwbGFuIjoicHJvIn0"

    @Test("Whether each flag is on, for the context in the header", arguments: [pro, pro + "=", pro + "=="])
    func header(header: String) async throws {
        let answer = try await EvaluationBench().list(header)
        #expect(answer.status == 200)
        #expect(
            answer.text == #"{"bool":true,"broken":false,"double":true,"half":true,"integer":true,"killed":false,"#
                + #""object":true,"pattern":false,"rule":true,"segment":true,"text":true,"zero":false}"# + "\n"
        )
        #expect(answer.headers[.cacheControl] == "private, no-cache")
        #expect(answer.headers[.vary] == "Authorization, X-API-Key, X-Rampart-Context")
    }

    @Test("A context in the body is served the same")
    func body() async throws {
        let bench = EvaluationBench()
        let body = #"{"context":{"userId":"user-2","plan":"pro"}}"#
        let posted = try await bench.door.send(.post, "/api/feature-flags", as: .client, body: body)
        #expect(posted.status == 200)
        #expect(posted.text == (try await bench.list(Self.pro)).text)
    }

    @Test("With detail also variant, value and reason; what fails says why")
    func detail() async throws {
        let bench = EvaluationBench()
        let json = try await bench.list(query: "?detail=1").json
        #expect(json["bool"]?.text == #"{"variant":"on","value":true,"enabled":true,"reason":"STATIC"}"#)
        #expect(json["double"]?.text == #"{"variant":"a","value":2.0,"enabled":true,"reason":"STATIC"}"#)
        #expect(json["rule"]?.text == #"{"variant":"off","value":false,"enabled":false,"reason":"DEFAULT"}"#)
        #expect(json["killed"]?["reason"] == "DISABLED")
        #expect(json["half"]?["errorCode"] == "TARGETING_KEY_MISSING" && json["half"]?["value"] == false)
        #expect(json["broken"]?["errorCode"] == "PARSE_ERROR" && json["broken"]?["value"] == nil)
        #expect(json["broken"]?["message"]?.string?.contains("variants") == true)
        let plain = try await bench.list(query: "?detail=0").json
        #expect(plain["bool"] == true)
        #expect(try await bench.list(query: "?detail=2").code == "invalid_query")
    }

    @Test("Contexts that cannot be read", arguments: ["!", "e", "eyJ", "e30gYQ", "W10", "IiI"])
    func unreadable(header: String) async throws {
        let answer = try await EvaluationBench().list(header)
        #expect(answer.status == 400 && answer.code == "invalid_context")
    }

    @Test(
        "Bodies that are not what is taken",
        arguments: [
            ("{}", "invalid_body"), (#"{"context":1}"#, "invalid_body"), (#"{"context":{},"a":1}"#, "invalid_body"),
            ("x", "invalid_json"),
        ]
    )
    func bodies(body: String, code: String) async throws {
        let answer = try await EvaluationBench().door.send(.post, "/api/feature-flags", as: .client, body: body)
        #expect(answer.status == 400 && answer.code == code)
    }

    @Test("The tag covers context, form, flags and who asks; what is known is 304")
    func tags() async throws {
        let bench = EvaluationBench()
        let answers = [
            try await bench.list(), try await bench.list(Self.pro), try await bench.list(query: "?detail=1"),
            try await bench.list(as: .browser), try await bench.bulk(),
        ]
        #expect(Set(answers.compactMap { $0.headers[.eTag] }).count == answers.count)
        let tag = answers[1].headers[.eTag]
        #expect(try await bench.list(Self.pro, known: tag).status == 304)
        bench.flags.hold(Samples.snapshot(Samples.flags.dropLast()))
        #expect(try await bench.list(Self.pro, known: tag).status == 200)
    }

    @Test("Browsers are served what is marked for them, viewers nothing")
    func roles() async throws {
        let bench = EvaluationBench()
        let browser = try await bench.list(as: .browser)
        #expect(browser.json.members?.map(\.name) == ["bool", "pattern", "rule", "segment"])
        for role in [Role.client, .operator, .admin] {
            #expect(try await bench.list(as: role).json.members?.count == Samples.flags.count + 1)
        }
        #expect(try await bench.list(as: .viewer).status == 403)
        #expect(try await bench.list(as: nil).status == 401)
    }

    @Test("Until the flags are loaded it is 503 with the time to wait")
    func notLoaded() async throws {
        let bench = EvaluationBench(nil)
        let answers = [
            try await bench.list(), try await bench.door.send(.get, "/api/feature-flags/config", as: .client),
            try await bench.check("bool", #"{"context":{}}"#),
        ]
        for answer in answers {
            #expect(answer.status == 503 && answer.code == "flags_not_loaded" && answer.headers[.retryAfter] == "1")
        }
        bench.flags.hold(Samples.snapshot())
        #expect(try await bench.list().status == 200)
    }
}
