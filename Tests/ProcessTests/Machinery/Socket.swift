import Glibc
import Synchronization

/// Stream sockets, as little of them as the tests need.
enum Socket {
    /// Ports that tests were given.
    private static let given = Mutex<Set<Int>>([])

    /// A port of 127.0.0.1 that was free a moment ago, and that no other test of this process is given, for a program that
    /// takes no 0. It lies below the ports that the kernel gives to others by itself.
    static func freePort() throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: 10_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }), let (descriptor, _) = try? bound(port: port) else { continue }
            close(descriptor)
            return port
        }
        throw Failure("no port can be had")
    }

    /// A socket on a port of 127.0.0.1, 0 being a free one: bound, so that the port is the test's, but refusing until it
    /// listens.
    static func bound(port: Int = 0) throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("no socket can be had") }
        var address = loopback(port: port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                unsafe bind(descriptor, plain, length) == 0 && getsockname(descriptor, plain, &length) == 0
            }
        }
        guard isBound else {
            close(descriptor)
            throw Failure("no port can be had")
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// A connection to a port of 127.0.0.1; `nil` where it is refused.
    static func connect(port: Int) -> Int32? {
        var address = loopback(port: port)
        return connect(family: AF_INET, &address)
    }

    /// A connection to a Unix socket; `nil` where nobody listens.
    static func connect(path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return connect(family: AF_UNIX, &address)
    }

    private static func connect<Address>(family: Int32, _ address: inout Address) -> Int32? {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let length = socklen_t(MemoryLayout<Address>.size)
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                unsafe Glibc.connect(descriptor, plain, length) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        return address
    }
}
