import HTTPTypes
import Testing

@testable import Web

@Suite("Other origins' pages")
struct CORSTests {
    private static let app = "https://app.example.com"

    private static func preflight(_ origin: String?) -> HTTPFields {
        var fields: HTTPFields = [.accessControlRequestMethod: "POST", .accessControlRequestHeaders: "authorization"]
        fields[.origin] = origin
        return fields
    }

    @Test("A configured origin asks first, without a token, and hears what it may")
    func preflight() async throws {
        let bench = DoorBench(origins: [Self.app])
        let answer = try await bench.send(.options, "/api/rollouts/f/pause", headers: Self.preflight(Self.app))
        #expect(answer.status == 204 && answer.text.isEmpty)
        #expect(answer.headers[.accessControlAllowOrigin] == Self.app)
        #expect(answer.headers[.accessControlAllowMethods] == "POST")
        let allowed = try #require(answer.headers[.accessControlAllowHeaders])
        for name in ["Authorization", "Content-Type", "If-None-Match", "Idempotency-Key"] { #expect(allowed.contains(name)) }
        #expect(answer.headers[.accessControlAllowCredentials] == nil)
        #expect(answer.headers[.vary] == "Origin")
    }

    @Test("Others hear no", arguments: ["https://evil.com", "null", "https://app.example.com:444"])
    func refused(origin: String) async throws {
        let bench = DoorBench(origins: [Self.app])
        let answer = try await bench.send(.options, "/api/rollouts/f/pause", headers: Self.preflight(origin))
        #expect(answer.status == 403 && answer.headers[.accessControlAllowOrigin] == nil)
        let read = try await bench.send(.get, "/api/rollouts", as: .viewer, headers: [.origin: origin])
        #expect(read.status == 200 && read.headers[.accessControlAllowOrigin] == nil && read.headers[.vary] == "Origin")
    }

    @Test("Every answer carries it: faults, 304 and unknown paths as well")
    func everywhere() async throws {
        let bench = DoorBench(origins: [Self.app])
        let origin: HTTPFields = [.origin: Self.app]
        let good = try await bench.send(.get, "/api/rollouts", as: .viewer, headers: origin)
        var known = origin
        known[.ifNoneMatch] = good.headers[.eTag]
        let answers = [
            good, try await bench.send(.get, "/api/rollouts", as: .viewer, headers: known),
            try await bench.send(.get, "/api/rollouts", headers: origin),
            try await bench.send(.get, "/nowhere", headers: origin),
            try await bench.send(.delete, "/api/rollouts", headers: origin),
        ]
        #expect(answers.map(\.status) == [200, 304, 401, 404, 405])
        for answer in answers {
            #expect(answer.headers[.accessControlAllowOrigin] == Self.app)
            #expect(answer.headers[.accessControlExposeHeaders] == "ETag, Retry-After")
        }
    }

    @Test("With no origin configured nothing is said of origins; OPTIONS tells the methods")
    func none() async throws {
        let bench = DoorBench()
        let answer = try await bench.send(.get, "/api/rollouts", as: .viewer, headers: [.origin: Self.app])
        #expect(answer.headers[.accessControlAllowOrigin] == nil && answer.headers[.vary] == nil)
        let options = try await bench.send(.options, "/api/rollouts")
        #expect(options.status == 204 && options.headers[.allow] == "GET, HEAD")
        #expect(try await bench.send(.options, "/nowhere").status == 404)
    }

    @Test(
        "Origins that cannot be configured",
        arguments: ["*", "app.example.com", "ftp://a.com", "https://a.com/path", "https://u@a.com", "https://", "null"]
    )
    func faulty(origin: String) { #expect(OriginPolicy.fault(in: origin) != nil) }

    @Test("Origins that can", arguments: ["https://a.com", "http://localhost:3000", "https://a.com/"])
    func sound(origin: String) { #expect(OriginPolicy.fault(in: origin) == nil) }
}
