/// A request as a stub server read it.
struct HTTPRequest: Sendable {
    var method: String
    /// Path and query.
    var target: String
    var body: String

    /// The path without the query.
    var path: String { String(target.prefix { $0 != "?" }) }

    /// A value of the query, percent-encoding left as it is.
    func query(_ name: String) -> String? {
        target.split(separator: "?").dropFirst().joined().split(separator: "&")
            .first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}

/// An answer as bytes, so that it can be as wrong as a test wants it.
struct HTTPAnswer: Sendable {
    /// What is written, piece by piece.
    var pieces: [String]
    /// Milliseconds between two pieces.
    var gap: Int32 = 0
    /// Whether the connection ends with it.
    var closes = false

    /// A well-formed answer.
    static func plain(
        _ body: String,
        status: String = "200 OK",
        type: String = "application/json",
        headers: [String] = []
    ) -> HTTPAnswer {
        let head = ["HTTP/1.1 \(status)", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
        return HTTPAnswer(pieces: [head.joined(separator: "\r\n") + "\r\n\r\n" + body])
    }

    /// A body that promises more than comes before the connection ends.
    static func truncated(_ body: String) -> HTTPAnswer {
        HTTPAnswer(
            pieces: ["HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count + 50)\r\n\r\n\(body)"],
            closes: true
        )
    }

    /// A body of which one byte comes every so many milliseconds.
    static func dripping(_ body: String, gap: Int32) -> HTTPAnswer {
        var answer = plain(body)
        let bytes = answer.pieces[0].map(String.init)
        answer.pieces = bytes
        answer.gap = gap
        return answer
    }
}
