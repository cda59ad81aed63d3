import Glibc
import Testing

@testable import Redis

/// A primary and its replica on ports of their own, and three sentinels that watch them impatiently.
final class SentinelGroup {
    /// A server and the port on which it listens.
    final class Member {
        let server: RedisServer
        let address: RedisAddress

        fileprivate init(server: RedisServer, address: RedisAddress) {
            self.server = server
            self.address = address
        }
    }

    let primary: Member
    let replica: Member
    private(set) var sentinels: [Member] = []
    private let directory: TemporaryDirectory

    /// Options of a client that asks the sentinels, with short waits.
    var options: RedisOptions {
        get throws {
            // The host says nothing where sentinels do.
            var options = try RedisServer.options(url: "redis://nowhere.invalid:1")
            options.sentinel = RedisSentinel(primary: "main", sentinels: sentinels.map(\.address))
            options.sentinel?.timeout = .seconds(5)
            // Whoever is silent for longer is taken for dead, also where the machine is only busy.
            options.heartbeat = .seconds(1)
            options.commandTimeout = .seconds(60)
            return options
        }
    }

    /// A group for the time of `body`, in which the sentinels know the replica and each other.
    ///
    /// - Parameters:
    ///   - primary: further arguments of the primary's `redis-server`.
    ///   - watches: whether the sentinels are started; else `startSentinels` does it.
    static func with(
        primary arguments: [String] = [],
        watches: Bool = true,
        _ body: (SentinelGroup) async throws -> Void
    ) async throws {
        let group = try await SentinelGroup(arguments)
        defer { group.stop() }
        // Nobody has been told yet where the sentinels are.
        if watches { try await group.startSentinels(elsewhere: true) }
        try await body(group)
    }

    private init(_ arguments: [String]) async throws {
        directory = try TemporaryDirectory()
        primary = try await Self.start(in: directory, "primary") { _ in arguments }
        let address = primary.address
        replica = try await Self.start(in: directory, "replica") { _ in
            ["--replicaof", address.host, "\(address.port)"]
        }
        for number in 0..<3 {
            let path = "\(directory.path)/sentinel\(number)"
            let address = RedisAddress(host: "127.0.0.1", port: try freePort())
            let server = RedisServer(directory: path, arguments: ["\(path)/sentinel.conf", "--sentinel"])
            sentinels.append(Member(server: server, address: address))
        }
    }

    /// Starts the sentinels and waits until they know everybody.
    ///
    /// - Parameter elsewhere: whether one whose port somebody took meanwhile may be started on another.
    func startSentinels(elsewhere: Bool = false) async throws {
        try await eventually("the replica has its data") {
            try await replica.server.send("INFO", "replication").string?.contains("master_link_status:up") == true
        }
        for number in sentinels.indices {
            let sentinel = try await startSentinel(number, elsewhere: elsewhere)
            // Four times the publish period after it was seen as a primary, a replica is made one again: no sooner than a
            // promotion is noticed, which takes a second.
            try await sentinel.server.send(
                "SENTINEL",
                "DEBUG",
                "info-period",
                "100",
                "ask-period",
                "100",
                "publish-period",
                "400",
                "ping-period",
                "100",
                "election-timeout",
                "1000"
            )
        }
        for sentinel in sentinels {
            try await eventually("a sentinel knows everybody") {
                let known = try await sentinel.server.send("SENTINEL", "MASTER", "main").map ?? [:]
                return known["num-other-sentinels"] == "2" && known["num-slaves"] == "1"
            }
        }
    }

    /// Starts one sentinel; again where that fails, since its port was only free a moment ago.
    private func startSentinel(_ number: Int, elsewhere: Bool) async throws -> Member {
        for attempt in 0... {
            let sentinel = sentinels[number]
            try Self.makeDirectory(sentinel.server.directory)
            try Self.write(
                """
                port \(sentinel.address.port)
                bind 127.0.0.1
                unixsocket \(sentinel.server.socket)
                dir \(sentinel.server.directory)
                logfile \(sentinel.server.directory)/log
                sentinel monitor main 127.0.0.1 \(primary.address.port) 2
                sentinel down-after-milliseconds main 300
                sentinel failover-timeout main 3000

                """,
                to: "\(sentinel.server.directory)/sentinel.conf"
            )
            do {
                try await sentinel.server.start()
                return sentinel
            } catch {
                sentinel.server.kill()
                if attempt == 5 { throw error }
            }
            guard elsewhere else { continue }
            let address = RedisAddress(host: "127.0.0.1", port: try freePort())
            sentinels[number] = Member(server: sentinel.server, address: address)
        }
        throw ChildFailure(status: EADDRINUSE)
    }

    private func stop() {
        for member in sentinels + [primary, replica] { member.server.kill() }
    }

    /// Starts a server on a port that was free a moment ago; on another when it is not any more.
    static func start(
        in directory: TemporaryDirectory,
        _ name: String,
        _ arguments: (_ port: Int) async throws -> [String]
    ) async throws -> Member {
        let path = "\(directory.path)/\(name)"
        try makeDirectory(path)
        for attempt in 0... {
            let port = try freePort()
            let server = RedisServer(
                directory: path,
                arguments: ["--port", "\(port)", "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"]
                    + (try await arguments(port))
            )
            do {
                try await server.start()
                return Member(server: server, address: RedisAddress(host: "127.0.0.1", port: port))
            } catch {
                server.kill()
                if attempt == 5 { throw error }
            }
        }
        throw ChildFailure(status: EADDRINUSE)
    }

    static func makeDirectory(_ path: String) throws {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw ChildFailure(status: errno) }
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = unsafe fopen(path, "w") else { throw ChildFailure(status: errno) }
        defer { unsafe _ = fclose(file) }
        guard unsafe fputs(text, file) >= 0 else { throw ChildFailure(status: errno) }
    }
}
