import CoreMetrics
import Curl
import Logging
import Rollouts
import Testing
import Wire

@testable import Readings

/// Sources over real HTTP.
@Suite(.timeLimit(.minutes(10))) struct HTTPTests {
    static let report = #"{"exposures":10,"errors":1}"#
    static let counts = Reading.Outcome.counts(treatment: .init(exposures: 10, errors: 1), control: nil)

    /// What the sources of a configuration see, through libcurl.
    private func read(_ server: LocalServer, timeout: String = "10s", times: Int = 1) async throws -> [Reading.Outcome] {
        let json = #"{"kind":"report","url":"\#(server.url)/r?key=s3cret","timeout":"\#(timeout)"}"#
        let all = MetricSources(
            ["a": try settings(json)],
            client: try CurlClient(),
            vault: StubVault(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            metrics: NOOPMetricsHandler.instance
        )
        var outcomes: [Reading.Outcome] = []
        for _ in 0..<times { outcomes.append(await all.read(try question(), from: "a")) }
        for outcome in outcomes { #expect(!outcome.sentence.contains("s3cret")) }
        return outcomes
    }

    @Test func `A report is read`() async throws {
        let server = try LocalServer { $0.answer(Self.report) }
        #expect(try await read(server) == [Self.counts])
    }

    @Test func `A 503 is asked again at once, and the answer taken`() async throws {
        let server = try LocalServer { $0.answer(Self.report, status: $0.before == 0 ? 503 : 200) }
        #expect(try await read(server) == [Self.counts])
        #expect(server.requests == 2)
    }

    @Test func `A source that fails and recovers is read again`() async throws {
        let server = try LocalServer { $0.answer(Self.report, status: $0.before == 0 ? 500 : 200) }
        let outcomes = try await read(server, times: 2)
        #expect(outcomes == [.unreachable("127.0.0.1:\(server.port) failed (500); look at its log"), Self.counts])
    }

    @Test func `A 429 with Retry-After is not asked again`() async throws {
        let server = try LocalServer { $0.answer("", status: 429, headers: "Retry-After: 60\r\n") }
        let outcomes = try await read(server, times: 3)
        #expect(outcomes.map(\.isUnreachable) == [true, true, true])
        #expect(server.requests == 1)
    }

    @Test func `A page for people is no report`() async throws {
        let server = try LocalServer { $0.answer("<html>", headers: "Content-Type: text/html\r\n") }
        #expect(
            try await read(server) == [
                .malformed("127.0.0.1:\(server.port) answered with HTML, not JSON; is the URL right?")
            ]
        )
    }

    @Test func `A redirect in a circle ends`() async throws {
        let server = try LocalServer { $0.answer("", status: 302, headers: "Location: /r\r\n") }
        let outcome = try #require(try await read(server).first)
        #expect(outcome.isMalformed)
        #expect(outcome.sentence.contains("redirected more than"))
    }

    @Test func `A redirect to another host is not followed`() async throws {
        let other = try LocalServer { $0.answer(Self.report) }
        let target = other.url
        let server = try LocalServer { $0.answer("", status: 302, headers: "Location: \(target)/r\r\n") }
        #expect(try await read(server).first?.isMalformed == true)
        #expect(other.requests == 0)
    }

    @Test func `An answer that drips ends at the time-out`() async throws {
        let server = try LocalServer { connection in
            connection.send("HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n")
            while connection.send(" "), !connection.isGone(within: 10) {}
        }
        let outcome = try #require(try await read(server, timeout: "300ms").first)
        #expect(outcome.isUnreachable)
        #expect(outcome.sentence.contains("did not answer within"))
    }

    @Test func `A truncated answer is none`() async throws {
        let server = try LocalServer { $0.send("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n\(Self.report)") }
        let outcome = try #require(try await read(server).first)
        #expect(outcome.isUnreachable)
        #expect(server.requests == 2)
    }

    @Test func `An endless answer is cut off`() async throws {
        let server = try LocalServer { connection in
            connection.send("HTTP/1.1 200 X\r\nConnection: close\r\n\r\n")
            let chunk = String(repeating: " ", count: 65_536)
            while connection.send(chunk) {}
        }
        let outcome = try #require(try await read(server).first)
        #expect(outcome.isMalformed)
        #expect(outcome.sentence.contains("1048576 bytes"))
    }

    @Test func `Nobody there is unreachable`() async throws {
        let port = try LocalServer.freePort()
        let json = #"{"kind":"report","url":"http://127.0.0.1:\#(port)/"}"#
        let outcome = try await sources(json, CurlClient()).read(question(), from: "a")
        #expect(outcome.isUnreachable)
        #expect(outcome.sentence.hasPrefix("127.0.0.1:\(port) cannot be reached: No connection to 127.0.0.1:\(port)"))
    }
}
