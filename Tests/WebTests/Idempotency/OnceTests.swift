import HTTPTypes
import Synchronization
import Testing
import Wire

@testable import Web

@Suite("Orders under an Idempotency-Key")
struct OnceTests {
    @Test("The same request is done once, and its answer given again")
    func replayed() async throws {
        let bench = DoorBench()
        let first = try await bench.order("pause", key: "k-1")
        let again = try await bench.order("pause", key: "k-1")
        #expect(first.status == 200 && again.status == 200 && again.text == first.text)
        #expect(first.headers[.idempotencyReplayed] == nil && again.headers[.idempotencyReplayed] == "true")
        #expect(bench.desk.taken.count == 1 && bench.desk.taken.first?.mark?.mayBeDone == false)
        #expect(try await bench.order("pause", key: "k-2").json["number"]?.integer == 2)
        #expect(try await bench.order("pause").json["number"]?.integer == 3)
    }

    @Test("A refusal is an answer as well: it is given again, though the order would fit by now")
    func refused() async throws {
        let bench = DoorBench()
        bench.desk.fail(DeskFault(.wrongPhase, "not now"))
        let first = try await bench.order("pause", key: "k")
        bench.desk.fail(nil)
        let again = try await bench.order("pause", key: "k")
        #expect(first.status == 409 && again.status == 409 && again.text == first.text)
        #expect(bench.desk.taken.isEmpty)
    }

    @Test(
        "What passes by itself is no answer: the same request is tried again, and looks whether it was done",
        arguments: [DeskFault.Code.unavailable, .contended, .unknownFlag, .storeFault]
    )
    func passing(code: DeskFault.Code) async throws {
        let bench = DoorBench()
        bench.desk.fail(DeskFault(code, "away", mayHaveRun: true))
        #expect(try await bench.order("pause", key: "k").status >= 400)
        bench.desk.fail(nil)
        let again = try await bench.order("pause", key: "k")
        #expect(again.status == 200 && again.headers[.idempotencyReplayed] == nil)
        #expect(bench.desk.taken.map { $0.mark?.mayBeDone } == [true])
    }

    @Test("Another route or body under the same key is refused; another bearer's key is another key")
    func reused() async throws {
        let bench = DoorBench()
        _ = try await bench.order("pause", key: "k")
        for answer in [
            try await bench.order("resume", key: "k"), try await bench.order("pause", of: "g", key: "k"),
            try await bench.order("pause", key: "k", body: #"{"reason":"other"}"#), try await bench.order("kill", key: "k"),
        ] {
            #expect(answer.status == 422 && answer.code == "idempotency_key_reused")
        }
        #expect(bench.desk.taken.count == 1)
        #expect(try await bench.order("resume", as: .admin, key: "k").status == 200)
    }

    @Test("While the first is under way, the second is told; a kill waits for nobody")
    func underWay() async throws {
        let bench = DoorBench()
        let second = Mutex<Answered?>(nil)
        bench.desk.during {
            bench.desk.during(nil)
            let answer = try? await bench.order("pause", key: "k")
            second.withLock { $0 = answer }
        }
        #expect(try await bench.order("pause", key: "k").status == 200)
        let told = try #require(second.withLock { $0 })
        #expect(told.status == 409 && told.code == "in_progress" && told.headers[.retryAfter] == "1")
        #expect(told.json["error"]?["detail"]?["seconds"] == 30)
        #expect(bench.desk.taken.count == 1)

        bench.desk.during {
            bench.desk.during(nil)
            let answer = try? await bench.order("kill", key: "k2")
            second.withLock { $0 = answer }
        }
        #expect(try await bench.order("kill", key: "k2").status == 200)
        #expect(second.withLock { $0?.status } == 200)
        #expect(bench.desk.taken.map { $0.mark?.mayBeDone } == [false, false, true])
    }

    @Test("A process that died between doing and answering: the next try looks for the same mark in the log")
    func crashed() async throws {
        let bench = DoorBench()
        bench.shelf.loseAnswers()
        _ = try await bench.order("pause", key: "k")
        #expect(try await bench.order("pause", key: "k").code == "in_progress")
        bench.shelf.ageClaims()
        #expect(try await bench.order("pause", key: "k").status == 200)
        let marks = bench.desk.taken.map(\.mark)
        #expect(marks.map { $0?.mayBeDone } == [false, true])
        #expect(marks.first??.text == marks.last??.text && marks.first??.text.count == 32)
        _ = try await bench.order("pause", key: "other")
        #expect(bench.desk.taken.last?.mark?.text != marks.first??.text)
    }

    @Test("With the shelf out of reach a kill is taken, and nothing else")
    func away() async throws {
        let bench = DoorBench()
        bench.shelf.fail(DeskFault(.unavailable, "away"))
        #expect(try await bench.order("pause", key: "k").status == 503)
        #expect(bench.desk.taken.isEmpty)
        #expect(try await bench.order("kill", key: "k").status == 200)
        #expect(bench.desk.taken.count == 1)
    }

    @Test("Keys that are none are refused", arguments: ["", "a b", "ä", String(repeating: "x", count: 256)])
    func keys(key: String) async throws {
        let bench = DoorBench()
        let answer = try await bench.order("pause", key: key)
        #expect(answer.status == 400 && answer.code == "invalid_idempotency_key")
        #expect(bench.desk.taken.isEmpty)
        #expect(try await bench.order("pause", key: String(repeating: "x", count: 255)).status == 200)
    }
}
