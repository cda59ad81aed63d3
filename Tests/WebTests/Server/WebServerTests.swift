import Curl
import Fixture
import HTTPTypes
import Hummingbird
import Testing
import Wire

@testable import Web

@Suite("The server at its socket", .timeLimit(.minutes(10)))
struct WebServerTests {
    private static func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits)
        return limits
    }

    @Test("An order over a real connection, to a server without tokens, by its own name and port")
    func order() async throws {
        let bench = DoorBench(withTokens: false)
        try await ServerBench.with(bench.door) { port in
            func order(_ host: String) async throws -> String {
                let body = #"{"reason":"r"}"#
                return try await ServerBench.talk(
                    to: port,
                    [
                        "POST /api/rollouts/f/pause HTTP/1.1\r\nHost: \(host)\r\nContent-Type: application/json\r\n",
                        "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)",
                    ]
                )
            }
            let answers = [
                try await order("localhost:\(port)"), try await order("localhost:\(port == 1 ? 2 : 1)"),
                try await order("evil.example.com"),
            ]
            #expect(answers.map { $0.prefix(12) } == ["HTTP/1.1 200", "HTTP/1.1 403", "HTTP/1.1 403"])
        }
        #expect(bench.desk.taken.count == 1)
    }

    @Test("Requests that come at once are answered in their order")
    func pipelined() async throws {
        let bench = DoorBench()
        let answer = try await ServerBench.with(bench.door) { port in
            try await ServerBench.talk(
                to: port,
                [
                    "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n"
                        + "GET /readyz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                ]
            )
        }
        let statuses = answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "404", "200"])
    }

    @Test("Bytes that are no HTTP are answered in the shape of all faults")
    func nonsense() async throws {
        let answer = try await ServerBench.with(DoorBench().door) { port in
            try await ServerBench.talk(to: port, ["GET / HTTP/1.1\r\nno header\r\n\r\n"])
        }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        let body = answer.split(separator: "\r\n\r\n", maxSplits: 1).last.map(String.init) ?? ""
        let json = try JSON.parse(body)
        #expect(json["error"]?["code"]?.string == "invalid_request")
    }

    @Test(
        "Headers beyond the limit are 431",
        arguments: ["X: \(String(repeating: "x", count: 5000))\r\n", String(repeating: "X: y\r\n", count: 50)]
    )
    func headers(lines: String) async throws {
        let limits = Self.limits {
            $0.headerField = 2048
            $0.headers = 4096
            $0.headerCount = 20
        }
        let answer = try await ServerBench.with(DoorBench().door, limits: limits) { port in
            try await ServerBench.talk(to: port, ["GET /healthz HTTP/1.1\r\nHost: h\r\n\(lines)\r\n"])
        }
        #expect(answer.hasPrefix("HTTP/1.1 431 ") && answer.contains("\"code\":\"headers_too_large\""))
    }

    @Test("A connection that says nothing, or not all of its head, is closed")
    func silent() async throws {
        let limits = Self.limits { $0.idle = .milliseconds(50) }
        try await ServerBench.with(DoorBench().door, limits: limits) { port in
            let silent = try await ServerBench.talk(to: port, [])
            #expect(silent.isEmpty)
            let half = try await ServerBench.talk(to: port, ["GET /healthz HTTP/1.1\r\nHost: h\r\n"])
            #expect(half.isEmpty)
        }
        try await ServerBench.with(DoorBench().door, limits: ServerLimits()) { port in
            let answered = try await ServerBench.talk(
                to: port,
                ["GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"]
            )
            #expect(answered.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("A body that does not come is not waited for")
    func unfinished() async throws {
        let limits = Self.limits { $0.body = .milliseconds(50) }
        let bench = DoorBench()
        let head =
            "POST /api/rollouts/f/pause HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer operator-secret\r\nContent-Length: 30\r\n\r\n"
        let answer = try await ServerBench.with(bench.door, limits: limits) { port in
            try await ServerBench.talk(to: port, [head, "{\"reason\":"])
        }
        #expect(!answer.contains(" 200 "))
        #expect(bench.desk.taken.isEmpty)
    }

    @Test("A body that is too long is refused before it is sent")
    func tooLong() async throws {
        let head =
            "POST /api/rollouts/f/pause HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer operator-secret\r\nContent-Length: 999999999\r\n\r\n"
        let answer = try await ServerBench.with(DoorBench().door, limits: Self.limits { $0.body = .seconds(5) }) { port in
            try await ServerBench.talk(to: port, [head])
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("\"code\":\"body_too_large\""))
    }

    @Test("With a certificate it speaks TLS, and with files that are none it does not start")
    func encrypted() async throws {
        let folder = try TemporaryFolder()
        try folder.write(TestCertificate.certificate, to: "cert.pem")
        try folder.write(TestCertificate.key, to: "key.pem")
        let files = WebServer.TLSFiles(certificateFile: "\(folder.path)/cert.pem", keyFile: "\(folder.path)/key.pem")
        let status = try await ServerBench.with(DoorBench().door, tls: files) { port in
            let client = try CurlClient()
            let request = CurlRequest(url: "https://127.0.0.1:\(port)/healthz", caFile: files.certificateFile)
            let status = try await client.perform(request).status
            await client.shutdown()
            return status
        }
        #expect(status == 200)
        for wrong in [
            WebServer.TLSFiles(certificateFile: files.certificateFile, keyFile: files.certificateFile),
            WebServer.TLSFiles(certificateFile: "\(folder.path)/absent", keyFile: files.keyFile),
        ] {
            await #expect(throws: WebServer.TLSFault.self) { try await ServerBench.with(DoorBench().door, tls: wrong) { _ in } }
        }
    }
}
