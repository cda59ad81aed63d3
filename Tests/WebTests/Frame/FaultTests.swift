import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Wire

@testable import Web

@Suite("Faults and their shape")
struct FaultTests {
    @Test("Every fault has code and message, and nothing else beside error")
    func shape() async throws {
        let bench = DoorBench()
        let answers = [
            try await bench.send(.get, "/nowhere"), try await bench.send(.delete, "/api/rollouts"),
            try await bench.send(.get, "/api/rollouts"), try await bench.order("pause", as: .viewer),
            try await bench.order("pause", body: "{"), try await bench.order("pause", body: "{}"),
            try await bench.send(.get, "/api/rollouts/f/history?limit=0", as: .viewer),
        ]
        #expect(answers.map(\.status) == [404, 405, 401, 403, 400, 400, 400])
        for answer in answers {
            #expect(answer.json.members?.map(\.name) == ["error"])
            #expect(answer.code?.isEmpty == false && !answer.message.isEmpty)
            #expect(answer.headers[.contentType] == "application/json")
        }
        #expect(answers[1].headers[.allow] == "GET, HEAD")
    }

    @Test("A path may have a shape of its own")
    func ofrep() async throws {
        let answer = try await DoorBench().send(.get, "/ofrep/v1/nothing")
        #expect(answer.status == 404 && answer.json["errorCode"]?.string == "GENERAL")
    }

    @Test("Text that is no JSON is told with its place")
    func unreadable() async throws {
        let answer = try await DoorBench().order("pause", body: "{\n  \"reason\": oops }")
        #expect(answer.status == 400 && answer.code == "invalid_json")
        let detail = try #require(answer.json["error"]?["detail"])
        #expect(detail["line"]?.integer == 2 && detail["column"]?.integer == 13)
        #expect(try await DoorBench().order("pause", body: "").code == "invalid_json")
        let twice = try await DoorBench().order("pause", body: #"{"reason":"a","reason":"b"}"#)
        #expect(twice.code == "invalid_json")
    }

    @Test("Every member that does not fit is told with its place and pointer")
    func unfit() async throws {
        let answer = try await DoorBench().order("pause", body: "{\"raeson\": \"x\",\n \"force\": 1}")
        #expect(answer.status == 400 && answer.code == "invalid_body")
        let faults = try #require(answer.json["error"]?["detail"]?["faults"]?.array)
        #expect(faults.map { $0["pointer"]?.string } == ["", "/raeson", "/force"])
        #expect(faults.map { $0["line"]?.integer } == [1, 1, 2])
        #expect(faults[1]["message"]?.string?.contains("did you mean 'reason'") == true)
        let list = try await DoorBench().order("pause", body: "[1]")
        #expect(list.json["error"]?["detail"]?["faults"]?.array?.first?["pointer"]?.string == "")
    }

    @Test("A body over 1 MiB is 413, whether it says so or comes in pieces; one of 1 MiB is read")
    func tooLarge() async throws {
        let bench = DoorBench()
        let long = #"{"reason":""# + String(repeating: "x", count: 1 << 20)
        let read = try await bench.order("pause", body: String(long.prefix(1 << 20)))
        #expect(read.code == "invalid_json")
        let silent = try await bench.order("pause", body: long)
        #expect(silent.status == 413 && silent.code == "body_too_large")
        let told = try await bench.order("pause", headers: [.contentLength: "1048577"])
        #expect(told.status == 413 && told.headers[.connection] == "close")
        #expect(bench.desk.taken.isEmpty)
    }

    @Test("What a handler did not expect is 500, and says nothing of the inside")
    func unexpected() async throws {
        struct Secret: Error {}
        let sheet = RouteSheet("boom", tag: "t", "Boom.", replies: [])
        let bench = DoorBench(extra: [Route(.get, "/boom", .open, sheet) { _ in throw Secret() }])
        let answer = try await bench.send(.get, "/boom")
        #expect(answer.status == 500 && answer.code == "internal" && !answer.text.contains("Secret"))
    }

    @Test("HEAD is GET without its body")
    func head() async throws {
        let bench = DoorBench()
        let answer = try await bench.send(.head, "/api/rollouts", as: .viewer)
        #expect(answer.status == 200 && answer.text.isEmpty && answer.headers[.eTag] != nil)
        #expect(try await bench.send(.head, "/api/rollouts").status == 401)
    }
}
