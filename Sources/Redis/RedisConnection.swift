/// A connection of one's own, for commands that block (XREAD BLOCK, BLPOP) or that belong to a connection (WATCH).
/// It does not reconnect. Give a blocking command a timeout longer than its own.
package struct RedisConnection: RedisCommanding {
    /// How long a command may take that is given no timeout.
    package let commandTimeout: Duration
    private let pipe: CommandPipe

    init(pipe: CommandPipe, commandTimeout: Duration) {
        self.pipe = pipe
        self.commandTimeout = commandTimeout
    }

    /// See `RedisCommanding`.
    package func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] {
        try await pipe.exchange(commands, deadline: .now.advanced(by: timeout ?? commandTimeout))
    }
}
