package import Logging
package import Redis
import Store

/// Writes what was counted into `usage:<key>`, in batches.
package struct UsageFlush: Sendable {
    /// Flags of one pipeline.
    private static let batchLength = 300

    private let client: any RedisCommanding
    private let names: Names
    private let tally: UsageTally
    private let interval: Duration
    private let clock: FollowerClock
    private let logger: Logger

    /// Writes what `tally` counted, every `interval` while it runs.
    package init(
        client: any RedisCommanding,
        prefix: String = "",
        tally: UsageTally,
        every interval: Duration = .seconds(10),
        clock: FollowerClock = .system,
        logger: Logger
    ) {
        self.client = client
        names = Names(prefix: prefix)
        self.tally = tally
        self.interval = interval
        self.clock = clock
        self.logger = logger
    }

    /// Writes from time to time until the task is cancelled. What is counted after that is written by a ``flush()`` more.
    package func run() async {
        while (try? await clock.sleep(interval)) != nil { await flush() }
    }

    /// Writes what was counted since the last time. What surely was not written is kept for the next; what may have been is
    /// not written twice.
    ///
    /// - Returns: how many flags were written.
    @discardableResult
    package func flush() async -> Int {
        let counts = tally.take()
        var written = 0
        for start in stride(from: 0, to: counts.count, by: Self.batchLength) {
            let batch = counts[start..<min(counts.count, start + Self.batchLength)]
            do throws(RedisFault) {
                let replies = try await client.pipeline(batch.flatMap { commands($0.key, $0.count) })
                for case .error(let error) in replies { throw RedisFault(server: error) }
                written += batch.count
            } catch {
                let isKept = !error.mayHaveRun && error.code != .server
                logger.warning(
                    "Usage of flags was not written",
                    metadata: ["flags": "\(batch.count)", "kept": "\(isKept)", "error": "\(error)"]
                )
                if isKept { for (key, count) in batch { tally.counter(key).giveBack(count) } }
            }
        }
        return written
    }

    private func commands(_ key: String, _ count: UsageCounter.Count) -> [RedisCommand] {
        let name = RedisValue.text(names.usage(key))
        var commands: [RedisCommand] = []
        if count.on != 0 { commands.append(RedisCommand("HINCRBY", name, "on", .integer(count.on))) }
        if count.off != 0 { commands.append(RedisCommand("HINCRBY", name, "off", .integer(count.off))) }
        commands.append(RedisCommand("HSET", name, "lastEvaluated", .integer(count.last)))
        return commands
    }
}
