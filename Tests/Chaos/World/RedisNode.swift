import Glibc
import Synchronization

/// A real `redis-server` with an append-only file, behind a proxy that stands for its network, and on a Unix socket that no
/// fault of that network reaches.
final class RedisNode: Sendable {
    let name: String
    /// Where everybody finds it: the port of its proxy, where it has one.
    let port: Int
    /// Its network; `nil` for a sentinel.
    let network: FaultyProxy?
    let folder: String
    private let isSentinel: Bool
    private let process = Mutex<ChildProcess?>(nil)
    private let isHeld = Atomic(false)

    /// A server that is not started yet; its configuration is a file that it may rewrite itself.
    init(_ name: String, in scratch: ScratchFolder, isSentinel: Bool = false, _ lines: [String]) throws {
        self.name = name
        self.isSentinel = isSentinel
        let own = try Socket.freePort()
        network = isSentinel ? nil : try FaultyProxy(to: own)
        port = network?.port ?? own
        folder = scratch(name)
        try scratch.makeFolder(name)
        var common = ["bind 127.0.0.1", "port \(own)", "unixsocket \(folder)/socket", "dir \(folder)"]
        if let network { common += ["replica-announce-ip 127.0.0.1", "replica-announce-port \(network.port)"] }
        try scratch.write((common + lines).joined(separator: "\n") + "\n", to: "\(name)/redis.conf")
    }

    /// What every server of data is configured with.
    static let durable = [
        "appendonly yes", "appendfsync everysec", "save \"\"", "repl-diskless-sync-delay 0", "repl-ping-replica-period 1",
        "repl-timeout 15",
    ]

    var isRunning: Bool { process.withLock { $0?.end == nil && $0 != nil } && !isHeld.load(ordering: .relaxed) }

    /// Starts it, on the data it has, and waits for its first answer.
    func start() async throws {
        guard !Interruption.isRaised, process.withLock({ $0.map { $0.end != nil } ?? true }) else { return }
        let next = try ChildProcess(
            "redis-server",
            ["\(folder)/redis.conf"] + (isSentinel ? ["--sentinel"] : []),
            folder: folder,
            name: "output"
        )
        process.withLock { $0 = next }
        isHeld.store(false, ordering: .relaxed)
        try await eventually("\(name) answers; it wrote \(next.output.suffix(300))", within: .seconds(60)) {
            send("PING") == .text("PONG")
        }
    }

    /// Kills it with -9.
    func kill() async {
        isHeld.store(false, ordering: .relaxed)
        await process.withLock(\.self)?.destroy()
    }

    /// Stops it where it is.
    func hold() {
        isHeld.store(true, ordering: .relaxed)
        process.withLock(\.self)?.signal(SIGSTOP)
    }

    /// Lets it go on.
    func release() {
        process.withLock(\.self)?.signal(SIGCONT)
        isHeld.store(false, ordering: .relaxed)
    }

    /// Sends a command; `nil` while it does not answer.
    @discardableResult
    func send(_ words: String...) -> RedisValue? { send(words) }

    /// Sends a command; `nil` while it does not answer.
    @discardableResult
    func send(_ words: [String]) -> RedisValue? {
        // A stopped server takes connections and answers nothing, which would only hold the caller up.
        guard !isHeld.load(ordering: .relaxed) else { return nil }
        return RedisExchange.send(words, to: "\(folder)/socket")
    }

    /// What it says of itself in ROLE: `master`, `slave` or `sentinel`.
    var role: [RedisValue] { send("ROLE")?.list ?? [] }

    /// A field of INFO.
    func info(_ section: String, _ field: String) -> String? {
        send("INFO", section)?.text?.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(field):") }
            .map { String($0.dropFirst(field.count + 1)) }
    }
}
