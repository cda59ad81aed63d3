import Glibc

/// A request as the server of the tests received it.
struct ServedRequest: Sendable {
    let method: String
    let target: String
    let headers: [String: String]
    let body: [UInt8]
}

/// The server's side of one connection.
struct Peer: Sendable {
    let descriptor: Int32

    /// - Returns: nil when the client closed the connection.
    func readRequest() -> ServedRequest? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = read(1)?.first else { return nil }
            head.append(byte)
        }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        var body: [UInt8] = []
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while body.count < length {
            guard let more = read(length - body.count) else { return nil }
            body += more
        }
        return ServedRequest(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
    }

    /// - Returns: false when the client is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A whole answer with its length.
    @discardableResult
    func answer(_ status: Int = 200, headers: [String] = [], body: [UInt8] = []) -> Bool {
        let lines = ["HTTP/1.1 \(status) Status", "Content-Length: \(body.count)"] + headers
        return send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    }

    /// Holds the answer back until the client closes the connection.
    func waitForClose() {
        while read(1) != nil {}
    }

    /// One byte, then a pause; false once the client is gone.
    func drip(pause milliseconds: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard send([65]) else { return false }
        return unsafe Glibc.poll(&poll, 1, milliseconds) == 0
    }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let received = unsafe recv(descriptor, &bytes, count, 0)
        return received > 0 ? Array(bytes.prefix(received)) : nil
    }
}
