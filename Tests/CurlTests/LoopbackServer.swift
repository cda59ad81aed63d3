import Glibc
import Synchronization

/// A small HTTP/1.1 server on a free loopback port, a thread a connection. What it answers is the test's to say.
final class LoopbackServer: Sendable {
    enum Event: Sendable, Equatable {
        case request(String)
        case closed
    }

    typealias Handler = @Sendable (ServedRequest, Peer) -> Bool

    let port: Int
    /// Requests and closed connections as they happen.
    let events: AsyncStream<Event>
    private let listener: Int32
    private let counts: Counts

    var url: String { "http://127.0.0.1:\(port)" }
    var connections: Int { counts.connections.load(ordering: .relaxed) }
    var requests: Int { counts.requests.load(ordering: .relaxed) }

    private final class Counts: Sendable {
        let connections = Atomic<Int>(0)
        let requests = Atomic<Int>(0)
    }

    /// - Parameter handler: answers one request; returns whether the connection stays open.
    init(_ handler: @escaping Handler) throws {
        let (listener, port) = try Self.listen()
        let counts = Counts()
        let (events, feed) = AsyncStream.makeStream(of: Event.self)
        self.listener = listener
        self.port = port
        self.counts = counts
        self.events = events
        onThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                counts.connections.add(1, ordering: .relaxed)
                onThread {
                    let peer = Peer(descriptor: descriptor)
                    while let request = peer.readRequest() {
                        counts.requests.add(1, ordering: .relaxed)
                        feed.yield(.request(request.target))
                        guard handler(request, peer) else { break }
                    }
                    close(descriptor)
                    feed.yield(.closed)
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
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 1024) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard bound else { throw ServerFault(reason: "no loopback port: errno \(errno)") }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}

struct ServerFault: Error {
    let reason: String
}

func onThread(_ work: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(Box(work)).toOpaque()
    let result = unsafe pthread_create(
        &thread,
        nil,
        { context in
            if let context = unsafe context { unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work() }
            return nil
        },
        box
    )
    if result == 0 { pthread_detach(thread) }
}
