import Glibc
import Synchronization

/// A small HTTP server on a free loopback port, a thread a connection, one request a connection.
final class LocalServer: Sendable {
    /// The server's side of one connection, after its request was read.
    struct Connection: Sendable {
        let descriptor: Int32
        /// Method and target: `GET /x`.
        let request: String
        /// How many requests came before.
        let before: Int

        /// Sends bytes as they are; false once the client is gone.
        @discardableResult
        func send(_ text: String) -> Bool {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let sent = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { return false }
                rest = rest.dropFirst(sent)
            }
            return true
        }

        /// A whole answer.
        func answer(_ body: String, status: Int = 200, headers: String = "") {
            send(
                "HTTP/1.1 \(status) X\r\nConnection: close\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        }

        /// Waits so long for the client to go; true when it went.
        func isGone(within milliseconds: Int32) -> Bool {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return unsafe Glibc.poll(&poll, 1, milliseconds) != 0
        }
    }

    struct Fault: Error { let reason: String }

    let port: Int
    private let listener: Int32
    private let counter: Counter

    private final class Counter: Sendable { let value = Atomic<Int>(0) }

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: Int { counter.value.load(ordering: .relaxed) }

    init(_ handler: @escaping @Sendable (Connection) -> Void) throws {
        let (listener, port) = try Self.listen()
        let counter = Counter()
        self.listener = listener
        self.port = port
        self.counter = counter
        try Self.onThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                try? Self.onThread {
                    if let request = Self.readRequest(descriptor) {
                        let before = counter.value.add(1, ordering: .relaxed).oldValue
                        handler(Connection(descriptor: descriptor, request: request, before: before))
                    }
                    close(descriptor)
                }
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// A port on which nothing listens.
    static func freePort() throws -> Int {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    private static func listen() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 64) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw Fault(reason: "no loopback port, errno \(errno)") }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func readRequest(_ descriptor: Int32) -> String? {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard unsafe recv(descriptor, &byte, 1, 0) == 1, head.count < 65_536 else { return nil }
            head.append(byte)
        }
        let words = head.prefix { $0 != 0x0D }.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        return words.prefix(2).joined(separator: " ")
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private static func onThread(_ run: @escaping @Sendable () -> Void) throws {
        var thread = pthread_t()
        let work = unsafe Unmanaged.passRetained(Work(run))
        let result = unsafe pthread_create(
            &thread,
            nil,
            { context in
                if let context = unsafe context { unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            },
            work.toOpaque()
        )
        guard result == 0 else {
            unsafe work.release()
            throw Fault(reason: "no thread, error \(result)")
        }
        pthread_detach(thread)
    }
}
