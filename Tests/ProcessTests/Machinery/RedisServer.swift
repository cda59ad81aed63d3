import Glibc
import Synchronization

/// A real `redis-server` with an append-only file and a Unix socket.
final class RedisServer: Sendable {
    let socket: String
    private let folder: String
    private let process: Mutex<ChildProcess>

    /// Starts one in `folder`.
    init(folder: String) async throws {
        self.folder = folder
        socket = "\(folder)/redis.sock"
        process = Mutex(try Self.process(folder))
        try await awaitAnswer()
    }

    /// Its address as Rampart is given it.
    var url: String { "unix://\(socket)" }

    /// Kills it with -9.
    func kill() async { await process.withLock(\.self).destroy() }

    /// Starts it again on the same socket and data.
    func restart() async throws {
        let next = try Self.process(folder)
        process.withLock { $0 = next }
        try await awaitAnswer()
    }

    /// Sends a command; `nil` while Redis is away.
    @discardableResult
    func attempt(_ words: String...) -> RedisValue? { RedisExchange.send(words, to: socket) }

    /// Sends a command.
    @discardableResult
    func callAsFunction(_ words: String...) throws -> RedisValue {
        guard let value = RedisExchange.send(words, to: socket) else { throw Failure("Redis does not answer \(words)") }
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
    func subscriber(to channel: String) async throws -> ChildProcess {
        let client = try ChildProcess("redis-cli", ["-s", socket, "SUBSCRIBE", channel], folder: folder, name: "subscriber")
        try await eventually("redis-cli has subscribed") { client.output.contains("subscribe\n\(channel)\n1\n") }
        return client
    }

    private func awaitAnswer() async throws {
        try await eventually("redis-server answers; is it on the path? \(Programs.remedy)") { attempt("PING") == .text("PONG") }
    }

    private static func process(_ folder: String) throws -> ChildProcess {
        try ChildProcess(
            "redis-server",
            [
                "--port", "0", "--unixsocket", "\(folder)/redis.sock", "--dir", folder, "--appendonly", "yes",
                "--appendfsync", "always", "--save", "",
            ],
            folder: folder,
            name: "redis"
        )
    }
}
