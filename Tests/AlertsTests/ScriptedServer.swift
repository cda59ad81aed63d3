import Glibc
import Synchronization

/// An HTTP server on a free loopback port that gives one scripted answer a connection, on a thread of its own.
final class ScriptedServer: Sendable {
    struct Unavailable: Error {}

    let port: Int
    private let received: Received

    /// The requests so far, header and body as they came.
    var requests: [String] { received.texts.withLock { $0 } }

    private final class Received: Sendable {
        let texts = Mutex<[String]>([])
    }

    /// - Parameter answers: whole answers, one for each connection in turn; afterwards nothing listens any more.
    init(_ answers: [String]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(listener, generic, size) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, generic, &size) == 0
            }
        }
        guard listener >= 0, isBound else { throw Unavailable() }
        port = Int(UInt16(bigEndian: address.sin_port))
        let received = Received()
        self.received = received
        let job = Job {
            for answer in answers {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { break }
                let text = Self.read(peer)
                received.texts.withLock { $0.append(text) }
                let bytes = Array(answer.utf8)
                _ = unsafe send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                close(peer)
            }
            close(listener)
        }
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(job).toOpaque()
        let isStarted = unsafe pthread_create(&thread, nil, { unsafe Job.run($0) }, context) == 0
        guard isStarted else { throw Unavailable() }
        pthread_detach(thread)
    }

    private final class Job: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }

        static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            if let context = unsafe context { unsafe Unmanaged<Job>.fromOpaque(context).takeRetainedValue().work() }
            return nil
        }
    }

    /// Reads one request: the header, and as much body as its `Content-Length` says.
    private static func read(_ peer: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe recv(peer, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n")?.upperBound else { continue }
            let length = text.lowercased().split(separator: "content-length: ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) }
            if text[end...].utf8.count >= length ?? 0 { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
