import Glibc
import Logging
package import Redis

/// A `redis-server` of the test's own: in a folder of its own, on a Unix socket, killed at the end.
package enum RedisServer {
    /// Starts a server for the time of `body`, and gives it a client that is connected.
    package static func with<Value: Sendable>(
        _ body: @Sendable (RedisClient) async throws -> Value
    ) async throws -> Value {
        let folder = try TemporaryFolder()
        let socket = "\(folder.path)/redis.sock"
        let process = try ChildProcess(
            "redis-server",
            [
                "--port", "0", "--unixsocket", socket, "--dir", folder.path, "--save", "", "--appendonly", "no",
                "--logfile", "\(folder.path)/log",
            ]
        )
        defer { process.stop() }
        try await accepting(socket)
        var options = RedisOptions(location: try RedisLocation(url: "unix://\(socket)"))
        options.commandTimeout = .seconds(120)
        options.connectTimeout = .seconds(120)
        let client = RedisClient(options: options, logger: .silent)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            defer { group.cancelAll() }
            return try await body(client)
        }
    }

    /// Returns once the socket takes connections: a process needs its time to begin.
    private static func accepting(_ path: String) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(120))
        while !canConnect(path) {
            guard ContinuousClock.now < deadline else { throw FixtureFault("redis-server takes no connections") }
            try await Task.sleep(for: .milliseconds(3))
        }
    }

    private static func canConnect(_ path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
