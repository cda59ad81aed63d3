import HTTPTypes
import Rollouts
import Testing

@testable import Web

@Suite("A server without tokens")
struct LoopbackTests {
    private static let json: HTTPFields = [.contentType: "application/json"]

    private static func order(_ bench: DoorBench, host: String = "localhost:8080", headers: HTTPFields = json) async throws
        -> Answered
    {
        try await bench.send(.post, "/api/rollouts/f/pause", host: host, headers: headers, body: #"{"reason":"r"}"#)
    }

    @Test("Everything may be done, as anonymous")
    func anonymous() async throws {
        let bench = DoorBench(withTokens: false)
        #expect(try await bench.send(.get, "/api/rollouts").status == 200)
        var headers = Self.json
        #expect(try await Self.order(bench, headers: headers).status == 200)
        headers[.rampartActor] = "ann"
        headers[.authorization] = "Bearer whatever"
        #expect(try await Self.order(bench, headers: headers).status == 200)
        #expect(bench.desk.taken.map(\.ticket.actor) == ["anonymous", "anonymous (for ann)"])
    }

    @Test(
        "The server's own names are taken",
        arguments: ["localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "rampart.example.com"]
    )
    func ownHosts(host: String) async throws {
        let bench = DoorBench(withTokens: false, publicURL: "https://Rampart.example.com/ui")
        #expect(try await Self.order(bench, host: host).status == 200)
    }

    @Test(
        "Another server's name is refused, for reading as well",
        arguments: [
            "", "evil.example.com", "evil.example.com:8080", "localhost", "localhost:81", "localhost:8080.evil.com", "127.0.0.1",
        ]
    )
    func otherHosts(host: String) async throws {
        let bench = DoorBench(withTokens: false, publicURL: "https://rampart.example.com")
        let answer = try await Self.order(bench, host: host)
        #expect(answer.status == 403 && answer.code == "host_not_allowed")
        #expect(try await bench.send(.get, "/api/rollouts", host: host).status == 403)
        #expect(bench.desk.asked.isEmpty)
    }

    @Test(
        "Pages of the server's own and of configured origins may order",
        arguments: ["http://localhost:8080", "https://app.example.com", "https://rampart.example.com"]
    )
    func ownOrigins(origin: String) async throws {
        let bench = DoorBench(withTokens: false, origins: ["https://app.example.com/"], publicURL: "https://rampart.example.com")
        var headers = Self.json
        headers[.origin] = origin
        #expect(try await Self.order(bench, headers: headers).status == 200)
    }

    @Test(
        "Other pages may not",
        arguments: [
            "null", "http://localhost:3000", "https://evil.com", "https://app.example.com.evil.com", "http://app.example.com", "",
        ]
    )
    func otherOrigins(origin: String) async throws {
        let bench = DoorBench(withTokens: false, origins: ["https://app.example.com"])
        var headers = Self.json
        headers[.origin] = origin
        let answer = try await Self.order(bench, headers: headers)
        #expect(answer.status == 403 && answer.code == "origin_not_allowed")
        #expect(bench.desk.taken.isEmpty)
    }

    @Test(
        "A change needs the type of JSON",
        arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"] as [String?]
    )
    func otherTypes(type: String?) async throws {
        let bench = DoorBench(withTokens: false)
        var headers: HTTPFields = [:]
        headers[.contentType] = type
        let answer = try await Self.order(bench, headers: headers)
        #expect(answer.status == 415 && answer.code == "content_type_not_json")
        #expect(bench.desk.taken.isEmpty)
    }

    @Test("The type of JSON may name a character set")
    func charset() async throws {
        let bench = DoorBench(withTokens: false)
        #expect(try await Self.order(bench, headers: [.contentType: "Application/JSON; charset=utf-8"]).status == 200)
    }
}
