import Glibc
import Synchronization

/// A real `redis-server` with an append-only file and a Unix socket.
final class RedisServer: Sendable {
    let socket: String
    /// Where its data are.
    let folder: String
    /// Its port; 0 for none.
    let port: Int
    private let command: [String]
    private let login: [String]
    private let process: Mutex<ChildProcess>

    /// Starts one in `folder`.
    ///
    /// - Parameters:
    ///   - port: its port on 127.0.0.1; 0 for none.
    ///   - arguments: more settings, as `--name value`.
    ///   - login: user and password of the test's own commands, where the default user may do nothing.
    convenience init(
        folder: String,
        port: Int = 0,
        arguments: [String] = [],
        login: [String] = []
    ) async throws {
        let settings = [
            "--port", "\(port)", "--bind", "127.0.0.1", "--unixsocket", "\(folder)/redis.sock", "--dir", folder,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
        ]
        try await self.init(folder: folder, port: port, command: settings + arguments, login: login)
    }

    /// Starts one in `folder` by a command line of the test's own, which names the socket and the port.
    init(folder: String, port: Int, command: [String], login: [String] = []) async throws {
        self.folder = folder
        self.port = port
        self.command = command
        self.login = login
        socket = "\(folder)/redis.sock"
        process = Mutex(try Self.process(folder, command))
        try await awaitAnswer()
    }

    /// Its address as Rampart is given it.
    var url: String { "unix://\(socket)" }

    /// Its address by TCP.
    var address: String { "127.0.0.1:\(port)" }

    /// Kills it with -9.
    func kill() async { await process.withLock(\.self).destroy() }

    /// Sends the process a signal.
    func signal(_ number: Int32) { process.withLock { $0.signal(number) } }

    /// Starts it again on the same socket and data.
    func restart() async throws {
        let next = try Self.process(folder, command)
        process.withLock { $0 = next }
        try await awaitAnswer()
    }

    /// Sends a command; `nil` while Redis is away.
    @discardableResult
    func attempt(_ words: String...) -> RedisValue? { RedisExchange.send(words, to: socket, as: login) }

    /// Sends a command.
    @discardableResult
    func callAsFunction(_ words: String...) throws -> RedisValue { try send(words) }

    /// Sends a command.
    @discardableResult
    func send(_ words: [String]) throws -> RedisValue {
        guard let value = RedisExchange.send(words, to: socket, as: login) else {
            throw Failure("Redis does not answer \(words)")
        }
        if case .error(let text) = value { throw Failure("Redis answers \(words): \(text)") }
        return value
    }

    /// What `redis-cli` prints.
    func client(_ words: String...) async throws -> String {
        let client = try ChildProcess("redis-cli", ["-s", socket] + words, folder: folder, name: words.joined(separator: "-"))
        guard try await client.ending() == .exit(0) else { throw Failure("redis-cli \(words): \(client.errors)") }
        return client.output
    }

    /// A `redis-cli` that listens to a channel; it is heard as soon as this returns.
    func subscriber(to channel: String, as user: [String] = []) async throws -> ChildProcess {
        let login = user.count == 2 ? ["--user", user[0], "--pass", user[1], "--no-auth-warning"] : []
        let words = ["-s", socket] + login + ["SUBSCRIBE", channel]
        let client = try ChildProcess("redis-cli", words, folder: folder, name: "subscriber")
        try await eventually("redis-cli has subscribed") { client.output.contains("subscribe\n\(channel)\n1\n") }
        return client
    }

    private func awaitAnswer() async throws {
        try await eventually("redis-server answers; is it on the path? \(Programs.remedy)") {
            let process = process.withLock(\.self)
            if process.end != nil { throw Failure("redis-server ended: \(process.output.suffix(600))") }
            return attempt("PING") == .text("PONG")
        }
    }

    private static func process(_ folder: String, _ command: [String]) throws -> ChildProcess {
        try ChildProcess("redis-server", command, folder: folder, name: "redis")
    }
}
