import HTTPTypes
import Rollouts
import Testing
import Wire

@testable import Web

@Suite("/api/rollouts")
struct RolloutRouteTests {
    @Test("Reading: each route asks the desk for what its path and query say")
    func reading() async throws {
        let bench = DoorBench()
        let paths = [
            "/api/rollouts", "/api/rollouts/f", "/api/rollouts/f/history", "/api/rollouts/f/history?limit=7&grounds=true",
            "/api/rollouts/f/readings?guard=error%20rate&since=2027-01-01T00:00:00Z",
        ]
        for path in paths { #expect(try await bench.send(.get, path, as: .viewer).status == 200, "\(path)") }
        #expect(
            bench.desk.asked == ["rollouts", "rollout f", "history f 50 false", "history f 7 true", "readings f"]
        )
        #expect(bench.desk.choice == ReadingsChoice(guardName: "error rate", since: Moment(rfc3339: "2027-01-01T00:00:00Z")))
    }

    @Test("An answer is tagged by what it says, and 304 while it says the same")
    func tags() async throws {
        let bench = DoorBench()
        let first = try await bench.send(.get, "/api/rollouts/f", as: .viewer)
        let tag = try #require(first.headers[.eTag])
        let again = try await bench.send(.get, "/api/rollouts/f", as: .viewer, headers: [.ifNoneMatch: "\"old\", W/\(tag)"])
        #expect(again.status == 304 && again.text.isEmpty && again.headers[.eTag] == tag)
        bench.desk.show(["flag": "f", "phase": "progressing", "percentage": 25, "version": 4])
        let changed = try await bench.send(.get, "/api/rollouts/f", as: .viewer, headers: [.ifNoneMatch: tag])
        #expect(changed.status == 200 && changed.headers[.eTag] != tag)
    }

    @Test(
        "Queries out of range are refused",
        arguments: [
            "history?limit=0", "history?limit=201", "history?limit=x", "history?limit=", "readings?since=yesterday",
            "readings?until=1",
        ]
    )
    func queries(path: String) async throws {
        let bench = DoorBench()
        let answer = try await bench.send(.get, "/api/rollouts/f/\(path)", as: .viewer)
        #expect(answer.status == 400 && answer.code == "invalid_query")
        #expect(bench.desk.asked.isEmpty)
    }

    @Test("Every order is taken with its reason, actor and force", arguments: Order.allCases)
    func orders(order: Order) async throws {
        let bench = DoorBench()
        let isForced = order == .advance || order == .promote
        let answer = try await bench.order(
            order.rawValue,
            headers: [.rampartActor: "Ann"],
            body: isForced ? #"{"reason":"go","force":true}"# : #"{"reason":"go","force":false}"#
        )
        #expect(answer.status == 200 && answer.json["flag"]?.string == "f")
        let ticket = OrderTicket(order, actor: "operator (for Ann)", reason: "go", force: isForced)
        #expect(bench.desk.taken == [.init(flag: "f", ticket: ticket, mark: nil)])
    }

    @Test(
        "Orders without a good reason, and force where there is none, are refused",
        arguments: [
            "{}", #"{"reason":""}"#, #"{"reason":" \n"}"#, #"{"reason":5}"#, #"{"reason":null}"#, #"{"reason":"r","force":true}"#,
            #"{"reason":"r","force":"no"}"#, #"{"reason":"r","why":"x"}"#, #"{"reason":"\#(String(repeating: "ä", count: 501))"}"#,
        ]
    )
    func reasons(body: String) async throws {
        let bench = DoorBench()
        let answer = try await bench.order("pause", body: body)
        #expect(answer.status == 400 && answer.code == "invalid_body")
        #expect(bench.desk.taken.isEmpty)
    }

    @Test("A reason of 500 characters is taken")
    func longReason() async throws {
        let body = #"{"reason":"\#(String(repeating: "ä", count: 500))"}"#
        #expect(try await DoorBench().order("pause", body: body).status == 200)
    }

    @Test("An order that there is not is told, with the nearest one")
    func unknownOrder() async throws {
        let answer = try await DoorBench().order("rolback")
        #expect(answer.status == 404 && answer.code == "unknown_order" && answer.message.contains("'rollback'"))
    }

    @Test("A text that is no flag's key is no flag", arguments: ["index", "a%20b", "%2e%2e", "a%3Ab"])
    func keys(key: String) async throws {
        let bench = DoorBench()
        #expect(try await bench.order("kill", of: key).code == "flag_not_found")
        #expect(try await bench.send(.get, "/api/rollouts/\(key)", as: .viewer).status == 404)
        #expect(bench.desk.asked.isEmpty)
    }

    @Test(
        "What the desk could not do has its status and code",
        arguments: [
            (DeskFault.Code.unknownFlag, 404, "flag_not_found"), (.wrongPhase, 409, "wrong_phase"),
            (.guardsNotClear, 409, "guards_not_clear"), (.nothingToDo, 409, "nothing_to_do"),
            (.unreadablePlan, 409, "unreadable_plan"), (.contended, 409, "contended"), (.unavailable, 503, "store_unavailable"),
            (.storeFault, 500, "store_fault"),
        ]
    )
    func faults(code: DeskFault.Code, status: Int, name: String) async throws {
        let bench = DoorBench()
        bench.desk.fail(DeskFault(code, "why", mayHaveRun: true))
        let answer = try await bench.order("pause")
        #expect(answer.status == status && answer.code == name && answer.message.hasPrefix("why"))
        #expect(try await bench.send(.get, "/api/rollouts/f", as: .viewer).status == status)
        if code == .unavailable {
            #expect(answer.headers[.retryAfter] == "1" && answer.json["error"]?["detail"]?["mayHaveRun"]?.bool == true)
        }
    }
}
