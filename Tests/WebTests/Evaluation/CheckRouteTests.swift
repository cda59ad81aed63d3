import Flags
import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Evaluation with checks on the server's side", .timeLimit(.minutes(10)))
struct CheckRouteTests {
    private static let both = #"{"context":{"userId":"u","plan":"pro"},"checks":["subscription","quota","quota"]}"#

    @Test("On where all allow; each is asked once, all at the same time, with flag and context")
    func allowed() async throws {
        let bench = EvaluationBench()
        bench.checks.answerOnce(asked: 2)
        let answer = try await bench.check("rule", Self.both)
        #expect(answer.status == 200)
        #expect(answer.json["enabled"] == true && answer.json["variant"] == "on" && answer.json["reason"] == "TARGETING_MATCH")
        #expect(answer.json["check"] == nil)
        let context: JSON = ["userId": "u", "plan": "pro"]
        #expect(bench.checks.asked == ["quota", "subscription"].map { CheckQuestion(check: $0, flag: "rule", context: context) })
    }

    @Test("The first in the order of asking that denies is named, with its reason")
    func denied() async throws {
        let bench = EvaluationBench()
        bench.checks.answer("quota", .denied("over the limit"))
        bench.checks.answer("subscription", .denied("it did not answer within 2 s"))
        let answer = try await bench.check("rule", Self.both)
        #expect(answer.status == 200)
        #expect(answer.json["enabled"] == false && answer.json["variant"] == "off" && answer.json["value"] == false)
        #expect(answer.json["reason"] == "DEFAULT" && answer.json["check"] == "subscription")
        #expect(answer.json["message"] == "the check 'subscription' denied: it did not answer within 2 s")
    }

    @Test("What is off anyway asks nobody", arguments: ["killed", "zero", "half", "broken"])
    func off(key: String) async throws {
        let bench = EvaluationBench()
        let answer = try await bench.check(key, #"{"context":{},"checks":["quota"]}"#)
        #expect(answer.status == 200 && answer.json["enabled"] == false)
        #expect(bench.checks.asked.isEmpty)
    }

    @Test("Without checks it is an evaluation")
    func none() async throws {
        let answer = try await EvaluationBench().check("bool", #"{"context":{}}"#)
        #expect(answer.json["enabled"] == true && answer.json["message"] == "served to everybody")
    }

    @Test(
        "What cannot be asked is refused before anything is asked",
        arguments: [
            (#"{"context":{},"checks":["qouta"]}"#, "did you mean 'quota'?"), (#"{"context":{},"checks":[1]}"#, "checks[0]"),
            (#"{"context":{},"checks":"quota"}"#, "expected a list"), (#"{"checks":["quota"]}"#, "context"),
            (#"{"context":[],"checks":["quota"]}"#, "must be an object"), (#"{"context":{},"check":[]}"#, "unknown key"),
            (#"{"context":{},"checks":["# + String(repeating: #""quota","#, count: 16) + #""quota"]}"#, "the most is 16"),
        ]
    )
    func refused(body: String, part: String) async throws {
        let bench = EvaluationBench()
        let answer = try await bench.check("bool", body)
        #expect(answer.status == 400 && answer.code == "invalid_body")
        #expect(answer.message.contains(part), "\(answer.message)")
        #expect(bench.checks.asked.isEmpty)
    }

    @Test("A flag that is not there, or not for who asks, is 404")
    func unknown() async throws {
        let bench = EvaluationBench()
        #expect(try await bench.check("nothing", #"{"context":{}}"#).code == "flag_not_found")
        #expect(try await bench.check("half", #"{"context":{}}"#, as: .browser).code == "flag_not_found")
        #expect(try await bench.check("bool", #"{"context":{}}"#, as: .browser).status == 200)
    }

    @Test("What is served is counted, not what would be without the checks")
    func counted() async throws {
        let bench = EvaluationBench()
        bench.checks.answer("quota", .denied("no"))
        _ = try await bench.check("bool", #"{"context":{},"checks":["quota"]}"#)
        #expect(bench.counted.text().contains(#"rampart_evaluations_total{flag="bool",result="off"} 1"#))
        #expect(!bench.counted.text().contains(#"result="on""#))
    }
}
