import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Who is let in")
struct AdmissionTests {
    @Test("Every role at every route: as the table says", arguments: Role.allCases)
    func roles(role: Role) async throws {
        let bench = DoorBench()
        for (number, route) in bench.table.routes.enumerated() {
            let path = route.path.replacing("{flag}", with: "f").replacing("{order}", with: "pause")
            let address = "10.0.1.\(number)"
            let answer = try await bench.send(route.method, path, as: role, body: #"{"reason":"r"}"#, from: address)
            let may = if case .role(let needed) = route.access { role.includes(needed) } else { true }
            // The bench has no flag yet: let in, one asks in vain.
            let isFound = may && !route.path.hasPrefix("/api/admin/")
            #expect(isFound ? answer.status == 200 : (answer.status == 403) == !may, "\(route.path)")
            if !may { #expect(answer.code == "role_too_low") }
        }
    }

    @Test("Without a token, or with one that nobody has, it is 401 and says how; health needs none")
    func unknown() async throws {
        let bench = DoorBench()
        let none = try await bench.send(.get, "/api/rollouts")
        #expect(none.status == 401 && none.code == "no_token" && none.headers[.wwwAuthenticate] == "Bearer")
        let wrong = try await bench.send(.get, "/api/rollouts", token: "nonsense")
        #expect(wrong.status == 401 && wrong.code == "wrong_token" && wrong.headers[.wwwAuthenticate] == "Bearer")
        let basic = try await bench.send(.get, "/api/rollouts", headers: [.authorization: "Basic viewer-secret"])
        #expect(basic.status == 401)
        for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
            #expect(try await bench.send(.get, path).status == 200, "\(path)")
        }
        #expect(bench.desk.asked.isEmpty)
    }

    @Test("The scheme's name is taken in any case, and a token as an API key")
    func forms() async throws {
        let bench = DoorBench()
        for headers: HTTPFields in [[.authorization: "bearer  viewer-secret"], [.apiKey: "viewer-secret"]] {
            #expect(try await bench.send(.get, "/api/rollouts", headers: headers).status == 200)
        }
    }

    @Test("An address that fails too often is told when to come again, and a valid token behind it is not slowed")
    func limited() async throws {
        let bench = DoorBench()
        for _ in 0..<20 { #expect(try await bench.send(.get, "/api/rollouts", token: "x").status == 401) }
        let limited = try await bench.send(.get, "/api/rollouts", token: "x")
        #expect(limited.status == 429 && limited.code == "too_many_refusals")
        let wait = try #require(limited.headers[.retryAfter].flatMap { Int($0) })
        #expect(wait >= 1)
        #expect(try await bench.order("kill").status == 200)
        #expect(try await bench.send(.get, "/api/rollouts", token: "x", from: "10.0.0.2").status == 401)
        #expect(try await bench.order("kill", as: .viewer).status == 429)
        bench.time.advance(by: .seconds(wait))
        #expect(try await bench.send(.get, "/api/rollouts", token: "x").status == 401)
    }

    @Test("Refusals are counted by reason")
    func counted() async throws {
        let bench = DoorBench()
        for _ in 0..<21 { _ = try await bench.send(.get, "/api/rollouts", token: "x") }
        _ = try await bench.order("kill", as: .client)
        let text = bench.metrics.text()
        #expect(text.contains("rampart_http_refusals_total{why=\"wrong_token\"} 21\n"))
        #expect(text.contains("rampart_http_refusals_total{why=\"limited\"} 2\n"))
        #expect(text.contains("rampart_http_refusals_total{why=\"role_too_low\"} 1\n"))
        #expect(text.contains("rampart_http_requests_total{route=\"/api/rollouts\",status=\"429\"} 1\n"))
    }

    @Test("Tokens can be changed while it runs; taking all away opens nothing")
    func swapped() async throws {
        let bench = DoorBench()
        bench.gatekeeper.replace(DoorBench.book([.viewer]))
        #expect(try await bench.order("pause", as: .operator).status == 401)
        #expect(try await bench.send(.get, "/api/rollouts", as: .viewer).status == 200)
        bench.gatekeeper.replace(TokenBook())
        #expect(try await bench.send(.get, "/api/rollouts").status == 401)
        #expect(try await bench.send(.get, "/api/rollouts", as: .viewer).status == 200)
    }

    @Test("A server that others reach lets nobody in while it has no token")
    func reachable() async throws {
        let bench = DoorBench(withTokens: false, isLoopback: false)
        #expect(try await bench.send(.get, "/api/rollouts").status == 401)
        #expect(try await bench.send(.get, "/api/rollouts", token: "x").status == 401)
    }
}
