import Glibc

/// Asks a server of Rampart's, with a token.
struct APIClient: Sendable {
    /// An answer.
    struct Answer: Sendable {
        var status: Int
        var headers: String
        var body: String

        /// The value of a header; `nil` where it is not there.
        func header(_ name: String) -> String? {
            headers.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    let port: Int
    var token: String?

    /// One request on a connection of its own.
    func callAsFunction(_ method: String, _ path: String, headers: [String] = [], body: String = "") throws -> Answer {
        guard let connection = Socket.connect(port: port) else { throw Failure("port \(port) takes no connection") }
        defer { close(connection) }
        let lines =
            ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close", "Content-Type: application/json"]
            + ["Content-Length: \(body.utf8.count)"] + (token.map { ["Authorization: Bearer \($0)"] } ?? []) + headers
        guard Descriptor.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8), to: connection) else {
            throw Failure("\(method) \(path) cannot be sent")
        }
        var bytes: [UInt8] = []
        while let block = Descriptor.read(connection, within: 30_000), !block.isEmpty { bytes += block }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else {
            throw Failure("\(method) \(path) is answered by \(text)")
        }
        return Answer(status: status, headers: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
    }
}
