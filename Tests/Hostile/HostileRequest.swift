/// Bytes sent to an HTTP server by someone who means it ill.
package enum HostileRequest {
    /// A request that is good, but for the server's own reasons to refuse it.
    package static func good(to path: String, body: String = #"{"reason":"r"}"#) -> [UInt8] {
        Array(
            ("POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Authorization: Bearer none\r\nIdempotency-Key: a\r\n\r\n\(body)").utf8
        )
    }

    /// Requests that are known to confuse, each by what it tries.
    package static func shapes(path: String) -> [(name: String, bytes: [UInt8])] {
        let head = "POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
        let shapes: [(String, String)] = [
            ("two lengths", head + "Content-Length: 4\r\nContent-Length: 40\r\n\r\n{}{}"),
            (
                "a length and chunks",
                head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"
            ),
            ("chunks spelled oddly", head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
            ("two encodings", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
            ("a negative length", head + "Content-Length: -1\r\n\r\n"),
            ("a length beyond all numbers", head + "Content-Length: 99999999999999999999\r\n\r\n"),
            ("a chunk beyond all numbers", head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"),
            ("a chunk of no number", head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n"),
            ("a folded header", head + "X: a\r\n b\r\n\r\n"), ("a NUL in a header", head + "X: a\0b\r\n\r\n"),
            ("a header without a name", head + ": a\r\n\r\n"), ("space before the colon", head + "Content-Length : 2\r\n\r\n{}"),
            ("a bare line feed", "GET \(path) HTTP/1.1\nHost: h\n\n"), ("an old version", "GET /healthz HTTP/0.9\r\n\r\n"),
            ("a version of the future", "GET /healthz HTTP/7.3\r\nHost: h\r\n\r\n"),
            ("a method of no kind", "\u{7F}\u{7F} / HTTP/1.1\r\n\r\n"),
            ("a path that cannot be decoded", "GET /api/rollouts/%zz HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("a path with a NUL", "GET /api/rollouts/%00 HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("a path upwards", "GET /../../etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("a whole address", "GET http://evil.example.com/healthz HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("a tunnel", "CONNECT evil.example.com:443 HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("a long path", "GET /" + String(repeating: "a", count: 200_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"),
            (
                "an upgrade to nothing",
                "GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n"
            ),
            ("the newer protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), ("no host", "GET /healthz HTTP/1.1\r\n\r\n"),
            ("a body that was not announced", "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n{\"a\":1}"),
            ("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}"),
        ]
        return shapes.map { ($0.0, Array($0.1.utf8)) }
    }
}
