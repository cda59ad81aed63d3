import Synchronization

/// Several servers in folders of their own, ended together.
final class RedisGroup: Sendable {
    private let folder: ScratchFolder
    private let started = Mutex<[RedisServer]>([])

    /// How often another port is tried where somebody took the one that was free.
    private static let tries = 5

    private init(in folder: ScratchFolder) { self.folder = folder }

    /// An empty group for the time of `body`; whatever becomes of it, its servers are ended.
    static func with(in folder: ScratchFolder, _ body: (RedisGroup) async throws -> Void) async throws {
        let group = RedisGroup(in: folder)
        var failure: (any Error)?
        do { try await body(group) } catch { failure = error }
        for server in group.started.withLock(\.self) { await server.kill() }
        if let failure { throw failure }
    }

    /// Starts the server `name` on a port of 127.0.0.1.
    ///
    /// - Parameter arguments: more settings, asked for again with every port that is tried.
    func start(
        _ name: String,
        login: [String] = [],
        _ arguments: (_ port: Int) throws -> [String] = { _ in [] }
    ) async throws -> RedisServer {
        try await onSomePort(name) { folder, port in
            try await RedisServer(folder: folder, port: port, arguments: try arguments(port), login: login)
        }
    }

    /// Starts the sentinel `name`, all of its settings but its port and its files being `text`.
    func startSentinel(_ name: String, _ text: String) async throws -> RedisServer {
        try await onSomePort(name) { [folder] path, port in
            let own = "port \(port)\nbind 127.0.0.1\nunixsocket \(path)/redis.sock\ndir \(path)\n"
            try folder.write(own + text, to: "\(name)/sentinel.conf")
            return try await RedisServer(folder: path, port: port, command: ["\(path)/sentinel.conf", "--sentinel"])
        }
    }

    private func onSomePort(
        _ name: String,
        _ start: (_ folder: String, _ port: Int) async throws -> RedisServer
    ) async throws -> RedisServer {
        try folder.makeFolder(name)
        for attempt in 1... {
            do {
                let server = try await start(folder(name), try Socket.freePort())
                started.withLock { $0.append(server) }
                return server
            } catch {
                if attempt == Self.tries { throw error }
            }
        }
        throw Failure("\(name) cannot be started")
    }
}
