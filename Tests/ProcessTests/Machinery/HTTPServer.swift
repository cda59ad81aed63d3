import Glibc
import Synchronization

/// A small HTTP/1.1 server on threads.
final class HTTPServer: Sendable {
    let port: Int
    private let descriptor: Int32
    private let isListening = Atomic(false)
    private let isStopped = Atomic(false)
    private let connections = Mutex<Set<Int32>>([])
    private let answer: @Sendable (HTTPRequest) -> HTTPAnswer

    /// A server that has its port, but refuses connections until ``listen()``.
    init(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer) throws {
        (descriptor, port) = try Socket.bound()
        self.answer = answer
    }

    /// Its address.
    var url: String { "http://127.0.0.1:\(port)" }

    /// Takes connections from now on.
    func listen() {
        isListening.store(true, ordering: .relaxed)
        Glibc.listen(descriptor, 128)
        Background.start { self.accept() }
    }

    /// Ends all connections and takes no more.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        if !isListening.load(ordering: .relaxed) { close(descriptor) }
        connections.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
    }

    private func accept() {
        while !isStopped.load(ordering: .relaxed) {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wanted, 1, 50) > 0 else { continue }
            let connection = Glibc.accept(descriptor, nil, nil)
            guard connection >= 0 else { continue }
            _ = connections.withLock { $0.insert(connection) }
            Background.start { self.serve(connection) }
        }
        close(descriptor)
    }

    private func serve(_ connection: Int32) {
        var unread: [UInt8] = []
        while !isStopped.load(ordering: .relaxed), let request = Self.request(connection, &unread) {
            let answer = answer(request)
            guard write(answer, to: connection), !answer.closes else { break }
        }
        _ = connections.withLock { $0.remove(connection) }
        // A program that was started meanwhile may have inherited the descriptor: closing alone would not end it.
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
    }

    private func write(_ answer: HTTPAnswer, to connection: Int32) -> Bool {
        for (number, piece) in answer.pieces.enumerated() {
            if number > 0, answer.gap > 0 { poll(nil, 0, answer.gap) }
            guard !isStopped.load(ordering: .relaxed) else { return false }
            guard Descriptor.send(Array(piece.utf8), to: connection) else { return false }
        }
        return true
    }

    /// The next request of a connection; `nil` at its end.
    private static func request(_ connection: Int32, _ unread: inout [UInt8]) -> HTTPRequest? {
        while true {
            let text = String(decoding: unread, as: UTF8.self)
            if let head = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false).first,
                head.utf8.count < text.utf8.count
            {
                let lines = head.split(separator: "\r\n")
                let words = (lines.first ?? "").split(separator: " ")
                let length =
                    lines.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
                let start = head.utf8.count + 4
                guard words.count == 3 else { return nil }
                if unread.count >= start + length {
                    let body = String(decoding: unread[start..<start + length], as: UTF8.self)
                    unread.removeFirst(start + length)
                    return HTTPRequest(method: String(words[0]), target: String(words[1]), body: body)
                }
            }
            guard let block = Descriptor.read(connection, within: 60_000), !block.isEmpty else { return nil }
            unread += block
        }
    }
}

/// One GET, for looking at the server under test.
enum HTTPClient {
    /// The answer's status and body; `nil` where nothing answers.
    static func get(_ path: String, port: Int) -> (status: Int, body: String)? {
        guard let connection = Socket.connect(port: port) else { return nil }
        defer { close(connection) }
        let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        guard Descriptor.send(Array(request.utf8), to: connection) else { return nil }
        var bytes: [UInt8] = []
        while let block = Descriptor.read(connection, within: 5000), !block.isEmpty { bytes += block }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n\r\n", maxSplits: 1)
        guard parts.count == 2, let status = Int(parts[0].dropFirst(9).prefix(3)) else { return nil }
        return (status, String(parts[1]))
    }
}
