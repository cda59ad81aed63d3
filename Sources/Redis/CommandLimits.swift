/// The bounds of a `CommandQueue`.
struct CommandLimits {
    /// Commands that may wait or be unanswered.
    let commands: Int
    /// Bytes that may wait to be sent.
    let bytes: Int
    /// How long after its deadline the oldest answer may come before the connection is taken for dead.
    let grace: Duration

    init(_ options: RedisOptions) {
        self.init(
            commands: options.maxPending,
            bytes: options.maxPendingBytes,
            grace: options.commandTimeout * 2
        )
    }

    init(commands: Int, bytes: Int, grace: Duration) {
        self.commands = commands
        self.bytes = bytes
        self.grace = grace
    }
}
