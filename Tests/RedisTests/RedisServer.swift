import Glibc
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Redis

/// A `redis-server` of the test's own in a directory of its own, reached by a Unix socket.
final class RedisServer {
    let directory: String
    private let arguments: [String]
    private var process: ChildProcess?

    init(directory: String, arguments: [String]) {
        self.directory = directory
        self.arguments = arguments
    }

    var socket: String { "\(directory)/redis.sock" }

    /// Options for its socket, with short waits.
    var options: RedisOptions {
        get throws { try Self.options(url: "unix://\(socket)") }
    }

    static func options(url: String) throws -> RedisOptions {
        var options = RedisOptions(location: try RedisLocation(url: url))
        options.commandTimeout = .seconds(120)
        options.connectTimeout = .seconds(120)
        options.backoff = Backoff(minimum: .milliseconds(5), maximum: .milliseconds(50))
        return options
    }

    /// Starts the process and returns when it takes connections.
    func start() async throws {
        // A sentinel's settings are all in its file.
        let settings =
            arguments.contains("--sentinel")
            ? []
            : [
                "--port", "0", "--unixsocket", socket, "--dir", directory, "--save", "", "--appendonly", "no",
                "--logfile", "\(directory)/log", "--enable-debug-command", "yes",
            ]
        let process = try ChildProcess("redis-server", settings + arguments)
        self.process = process
        let deadline = ContinuousClock.now.advanced(by: .seconds(120))
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        while true {
            do {
                return try await bootstrap.connect(unixDomainSocketPath: socket).get().close().get()
            } catch {
                if process.hasEnded() { throw StartFailure(directory: directory) }
                guard ContinuousClock.now < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    /// A server that ended at its start, and what it said last.
    struct StartFailure: Error, CustomStringConvertible {
        let description: String

        init(directory: String) {
            var text = ""
            if let file = unsafe fopen("\(directory)/log", "r") {
                defer { unsafe _ = fclose(file) }
                while let byte = Optional(unsafe fgetc(file)), byte != EOF {
                    text.unicodeScalars.append(UnicodeScalar(UInt8(byte)))
                }
            }
            description = "redis-server ended: \(text.suffix(600))"
        }
    }

    func kill() { process?.stop() }

    func signal(_ number: Int32) { process?.signal(number) }

    /// Sends one command over a connection of its own.
    @discardableResult
    func send(_ words: RedisValue...) async throws -> RedisReply {
        let client = RedisClient(options: try options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await client.withExclusiveConnection { try await $0.send(RedisCommand(words)) }
    }

    /// A server for the time of `body`; its directory goes with it.
    @discardableResult
    static func with<Value>(
        _ arguments: (_ directory: String) throws -> [String] = { _ in [] },
        _ body: (RedisServer) async throws -> Value
    ) async throws -> Value {
        let directory = try TemporaryDirectory()
        let server = RedisServer(directory: directory.path, arguments: try arguments(directory.path))
        defer { server.kill() }
        try await server.start()
        return try await body(server)
    }
}

/// A directory that is removed with its files.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/redis-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw ChildFailure(status: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? ChildProcess.run("rm", ["-rf", path]) }
}

/// A client that runs for the time of `body`.
@discardableResult
func withClient<Value: Sendable>(
    _ options: RedisOptions,
    _ body: (RedisClient) async throws -> Value
) async throws -> Value {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let client = RedisClient(options: options, logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await client.run() }
        do {
            let value = try await body(client)
            group.cancelAll()
            try await group.waitForAll()
            return value
        } catch {
            group.cancelAll()
            throw error
        }
    }
}

extension RedisClient {
    /// Waits for a connection.
    func waitForConnection() async {
        for await state in connectionStates() {
            if case .connected = state { return }
        }
    }

    /// Waits for an attempt to connect that failed, or for the end of a connection, and returns the reason.
    func waitForLoss(where matches: (RedisFault) -> Bool = { _ in true }) async -> RedisFault? {
        for await state in connectionStates() {
            if case .disconnected(let reason) = state, matches(reason) { return reason }
        }
        return nil
    }
}

/// Ports that tests were given.
private let givenPorts = Mutex<Set<Int>>([])

/// A TCP port that was free a moment ago, and that no other test of this process is given.
///
/// It lies below the ports that the kernel gives to others by itself, so that nobody takes it before it is used. It is tried
/// by a socket that no child inherits: a server that another test started just then would hold it for all its life.
func freePort() throws -> Int {
    for _ in 0..<1000 {
        let port = Int.random(in: 10_000..<32_000)
        guard givenPorts.withLock({ $0.insert(port).inserted }), isFree(port) else { continue }
        return port
    }
    throw ChildFailure(status: EADDRINUSE)
}

private func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
            unsafe bind(descriptor, plain, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

/// Waits until `condition` is true, `nil` being not yet; a test fails when it does not within a minute.
func eventually(
    _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool?
) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    while true {
        if try await condition() == true { return }
        guard ContinuousClock.now < deadline else {
            Issue.record("\(what): it did not come to that", sourceLocation: sourceLocation)
            throw ChildFailure(status: ETIMEDOUT)
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// The fault that `body` throws; a test fails when it throws none.
func fault<Value>(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Value
) async -> RedisFault? {
    do {
        _ = try await body()
        Issue.record("a fault was expected", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error as? RedisFault
    }
}
