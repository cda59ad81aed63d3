import FlagStore
import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Changes over WebSocket", .timeLimit(.minutes(10)))
struct SocketTests {
    private static let close: UInt8 = 8

    /// Opens a socket for the time of `body`.
    private func open(
        _ bench: LiveBench,
        _ body: @escaping @Sendable (LiveClient) async throws -> Void
    ) async throws {
        try await bench.listen(headers: LiveClient.upgrade) { client in
            try await client.hears("\"type\":\"hello\"")
            try await body(client)
        }
    }

    @Test("The handshake is answered as the standard's example has it, and each change is a text")
    func changes() async throws {
        try await LiveBench.with { bench in
            try await open(bench) { client in
                #expect(client.text.hasPrefix("HTTP/1.1 101 "))
                #expect(client.text.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
                #expect(!client.text.contains("ransfer-"))
                let revision = try await bench.apply(.put(["key": "f"]))
                let text = #"{"type":"flag_updated","id":"\#(revision)","key":"f","revision":"\#(revision)"}"#
                try await client.hears(1, Array(text.utf8))
            }
            try await until("nobody listens") { bench.flags.listeners == 0 }
        }
    }

    @Test("Pings are answered, and a farewell is returned")
    func control() async throws {
        try await LiveBench.with { bench in
            try await open(bench) { client in
                await client.frame(9, [7, 8])
                try await client.hears(10, [7, 8])
                await client.frame(Self.close, [3, 232])
                try await client.hears(Self.close, [3, 232])
                try await client.ends()
            }
        }
    }

    @Test(
        "Who does what no listener does is told why, and cut off",
        arguments: [
            ([0x81, 0x01, 0x61], [3, 234]),  // not masked
            ([0x81, 0x81, 0, 0, 0, 0, 0x61], [3, 235]),  // a text
            ([0xc9, 0x80, 0, 0, 0, 0], [3, 234]),  // a reserved bit
            ([0x83, 0x80, 0, 0, 0, 0], [3, 234]),  // an unknown kind
            ([0x09, 0x80, 0, 0, 0, 0], [3, 234]),  // a ping in parts
            ([0x89, 0xfe, 0, 200, 0, 0, 0, 0], [3, 234]),  // a long ping
            ([0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 0], [3, 241]),  // more than is taken
        ] as [([UInt8], [UInt8])]
    )
    func unruly(bytes: [UInt8], code: [UInt8]) async throws {
        try await LiveBench.with(change: { $0.farewell = .milliseconds(50) }) { bench in
            try await open(bench) { client in
                await client.send(bytes + [0, 0, 0, 0])
                try await client.hears(Self.close, code)
                try await client.ends()
            }
            try await until("nobody listens") { bench.flags.listeners == 0 }
        }
    }

    @Test("One that answers no ping is let go, one that does stays")
    func heartbeat() async throws {
        try await LiveBench.with(change: { $0.heartbeat = .milliseconds(100) }) { bench in
            try await open(bench) { client in
                try await client.hears(9, [])
                try await client.ends()
            }
        }
        // Long enough for an answer from a busy machine.
        try await LiveBench.with(change: { $0.heartbeat = .seconds(10) }) { bench in
            try await bench.listen(headers: LiveClient.upgrade) { client in
                for beats in 1...2 {
                    try await until("beat \(beats)") {
                        await client.frame(10)
                        return client.bytes.split(separator: [0x89, 0], omittingEmptySubsequences: false).count > beats
                    }
                }
                #expect(!client.isOver)
            }
        }
    }

    @Test(
        "Requests that are no handshake get none",
        arguments: [
            (1, "Upgrade: h2c", 200), (2, "Sec-WebSocket-Version: 8", 426), (3, "Sec-WebSocket-Key: short", 400),
            (0, "Origin: https://evil.example.com", 403),
        ]
    )
    func handshake(line: Int, replacement: String, status: Int) async throws {
        var headers = LiveClient.upgrade
        switch line {
        case 0: headers.append(replacement)
        case 1: headers[0] = replacement
        default: headers[line] = replacement
        }
        let lines = headers
        try await LiveBench.with { bench in
            try await bench.listen(headers: lines) { client in
                try await client.hears("\r\n\r\n")
                #expect(client.text.hasPrefix("HTTP/1.1 \(status) "))
                if status != 200 { try await client.ends() }
            }
        }
    }

    @Test("Pages of an allowed origin, and of the server's own, get one")
    func pages() async throws {
        try await LiveBench.with(origins: ["https://app.example.com"]) { bench in
            for origin in ["https://app.example.com", "http://localhost"] {
                try await bench.listen(headers: LiveClient.upgrade + ["Origin: \(origin)"]) { client in
                    try await client.hears("\"type\":\"hello\"")
                }
            }
        }
    }

    @Test("On a server without tokens no page gets one by another name, or from another place")
    func loopback() async throws {
        try await LiveBench.with(tokens: false) { bench in
            let upgrade = LiveClient.upgrade
            for (host, origin, status) in [
                ("localhost:\(bench.port)", "http://localhost:\(bench.port)", 101),
                ("localhost:\(bench.port)", "http://evil.example.com", 403), ("evil.example.com", "http://evil.example.com", 403),
            ] {
                try await LiveClient.with(port: bench.port) { client in
                    let lines = ["GET \(LiveBench.live) HTTP/1.1", "Host: \(host)", "Origin: \(origin)"] + upgrade
                    await client.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
                    try await client.hears("HTTP/1.1 \(status) ")
                }
            }
        }
    }

    @Test("A request for another protocol is answered and its connection closed, and what follows it is not kept")
    func declined() async throws {
        try await LiveBench.with { bench in
            try await LiveClient.with(port: bench.port) { client in
                await client.send("/healthz")
                await client.send("/healthz", ["Upgrade: h2c", "Connection: Upgrade"])
                try await client.ends()
                #expect(client.text.components(of: "HTTP/1.1 200 ") == 2)
                #expect(client.text.components(of: "Connection: close") == 1)
            }
        }
    }
}
