/// What takes commands: a client, or a connection of one's own.
package protocol RedisCommanding: Sendable {
    /// How long a command may take that is given no timeout.
    var commandTimeout: Duration { get }

    /// Sends commands in one piece, so that no other command of this client comes between them, and returns as many
    /// replies in order, error replies among them.
    ///
    /// - Parameter timeout: for all of them together, waiting for a connection included; `nil` is `commandTimeout`.
    /// - Throws: `RedisFault` when not all were answered; with `mayHaveRun`, any first part of them may have run.
    func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply]
}

extension RedisCommanding {
    /// `pipeline(_:timeout:)` with `commandTimeout`.
    package func pipeline(_ commands: [RedisCommand]) async throws(RedisFault) -> [RedisReply] {
        try await pipeline(commands, timeout: nil)
    }

    /// Sends one command and returns its reply.
    ///
    /// - Parameter timeout: waiting for a connection included; `nil` is `commandTimeout`.
    /// - Throws: `RedisFault`; with code `server` when the reply is an error.
    @discardableResult
    package func send(_ command: RedisCommand, timeout: Duration? = nil) async throws(RedisFault) -> RedisReply {
        let reply = try await pipeline([command], timeout: timeout).first ?? .null
        if case .error(let error) = reply { throw RedisFault(server: error) }
        return reply
    }
}
