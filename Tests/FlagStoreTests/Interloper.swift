import Redis
import Synchronization
import Testing

/// Lets something happen just before commands of a certain name are sent.
final class Interloper: RedisCommanding {
    let commandTimeout = Duration.seconds(30)
    private let commands: any RedisCommanding
    private let prefix: String
    private let left: Mutex<Int>
    private let deed: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - prefix: the beginning of the name; `EVAL` is also `EVALSHA`.
    ///   - times: how often it happens.
    init(
        _ commands: any RedisCommanding,
        before prefix: String,
        times: Int = 1,
        _ deed: @escaping @Sendable () async throws -> Void
    ) {
        self.commands = commands
        self.prefix = prefix
        self.deed = deed
        left = Mutex(times)
    }

    func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] {
        if commands.contains(where: { $0.name.hasPrefix(prefix) }), mayAct() {
            do {
                try await deed()
            } catch {
                Issue.record("the interloper failed: \(error)")
            }
        }
        return try await self.commands.pipeline(commands, timeout: timeout)
    }

    private func mayAct() -> Bool {
        left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
}
