import Curl
import Testing
import Wire

@testable import Alerts

/// Requests of channels over real HTTP.
@Suite struct CurlSenderTests {
    private func request(_ port: Int) -> AlertRequest {
        AlertRequest(
            address: Secret("http://127.0.0.1:\(port)/services/T0/B0"),
            headers: [("Content-Type", "application/json"), ("X-Rampart-Event-Id", "1-0")],
            body: Array(#"{"a":1}"#.utf8)
        )
    }

    @Test func answersAreTakenAsTheyCome() async throws {
        let server = try ScriptedServer([
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 12\r\nConnection: close\r\n\r\nrate_limited",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\nConnection: close\r\n\r\nno_service",
        ])
        let client = try CurlClient()
        #expect(await client.send(request(server.port)) == .answered(status: 200, text: "ok", retryAfter: nil))
        #expect(
            await client.send(request(server.port))
                == .answered(status: 429, text: "rate_limited", retryAfter: .seconds(30))
        )
        #expect(await client.send(request(server.port)) == .answered(status: 404, text: "no_service", retryAfter: nil))
        let first = try #require(server.requests.first)
        #expect(first.hasPrefix("POST /services/T0/B0 HTTP/1.1\r\n"))
        #expect(first.contains("X-Rampart-Event-Id: 1-0\r\n"))
        #expect(first.hasSuffix("\r\n\r\n{\"a\":1}"))
        await client.shutdown()
    }

    @Test func noAnswerNamesNoSecret() async throws {
        let server = try ScriptedServer([""])
        let client = try CurlClient()
        guard case .unreachable(let reason) = await client.send(request(server.port)) else {
            Issue.record("an answer without a server")
            return
        }
        #expect(!reason.isEmpty && !reason.contains("T0"))
        await client.shutdown()
    }
}
