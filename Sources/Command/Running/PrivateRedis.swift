import Glibc
import Logging
import Redis
import Rollouts

/// A redis-server of Rampart's own: append-only file in a folder, a Unix socket, no TCP port.
struct PrivateRedis: Sendable {
    /// Where clients find it.
    let url: String
    /// The server, `nil` where one was running already from an earlier life.
    private let child: ChildProcess?

    /// Why it could not be had.
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    /// Starts one in `folder`, or takes over the one that an earlier process left running there.
    static func start(folder: String, logger: Logger) async throws(Fault) -> PrivateRedis {
        guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw Fault(description: "\(folder) cannot be made: \(unsafe String(cString: strerror(errno)))")
        }
        guard let path = absolute(folder) else { throw Fault(description: "\(folder) cannot be found") }
        let socket = socketPath(folder: path)
        let url = "unix://\(socket)"
        if await answers(url, within: .milliseconds(300), logger) {
            logger.info("takes over the private Redis that was left running", metadata: ["socket": "\(socket)"])
            return PrivateRedis(url: url, child: nil)
        }
        let child: ChildProcess
        do throws(ChildProcess.Fault) {
            child = try ChildProcess.start(
                "redis-server",
                [
                    "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", path, "--appendonly",
                    "yes",
                    "--appendfsync", "everysec", "--save", "", "--daemonize", "no", "--loglevel", "notice",
                ],
                log: path + "/redis.log"
            )
        } catch {
            throw Fault(
                description: "\(error); install redis-server (Debian, Ubuntu: apt-get install redis-server), "
                    + "or name a Redis of yours by RAMPART_REDIS_URL"
            )
        }
        for _ in 0..<100 {
            if await answers(url, within: .milliseconds(200), logger) {
                logger.info("started a private Redis", metadata: ["socket": "\(socket)", "data": "\(path)"])
                return PrivateRedis(url: url, child: child)
            }
            if child.hasEnded() { break }
        }
        child.terminate()
        throw Fault(description: "the private Redis did not come up; \(path)/redis.log says why")
    }

    /// Stops it, its data written; one that was left running before is left running.
    func stop() async {
        guard let child else { return }
        child.terminate()
        for _ in 0..<400 where !child.hasEnded() { try? await ContinuousClock().sleep(for: .milliseconds(10)) }
    }

    /// A Unix socket's path has room for 107 bytes.
    private static func socketPath(folder: String) -> String {
        let plain = folder + "/redis.sock"
        guard plain.utf8.count > 100 else { return plain }
        return "/tmp/rampart-\(getuid())-\(PlanDigest.of(Array(folder.utf8))).sock"
    }

    private static func absolute(_ folder: String) -> String? {
        guard let real = unsafe realpath(folder, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    private static func answers(_ url: String, within: Duration, _ logger: Logger) async -> Bool {
        guard let location = try? RedisLocation(url: url) else { return false }
        var options = RedisOptions(location: location)
        options.connectTimeout = within
        var quiet = logger
        quiet.logLevel = .critical
        let client = RedisClient(options: options, logger: quiet)
        let isUp = try? await client.withExclusiveConnection { connection in
            try await connection.send(RedisCommand("PING"), timeout: within).string == "PONG"
        }
        if isUp != true { try? await ContinuousClock().sleep(for: .milliseconds(30)) }
        return isUp ?? false
    }
}
