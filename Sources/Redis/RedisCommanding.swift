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

    /// Runs a script by its digest, and by its text when the server does not have it (which also loads it).
    ///
    /// - Parameter timeout: for the whole; `nil` is `commandTimeout`.
    /// - Throws: `RedisFault`; with code `server` when the script's reply is an error.
    @discardableResult
    package func run(
        script: RedisScript,
        keys: [String] = [],
        arguments: [RedisValue] = [],
        timeout: Duration? = nil
    ) async throws(RedisFault) -> RedisReply {
        let deadline = ContinuousClock.now.advanced(by: timeout ?? commandTimeout)
        func left() -> Duration { ContinuousClock.now.duration(to: deadline) }
        let operands: [RedisValue] = [.integer(keys.count)] + keys.map(RedisValue.text) + arguments
        if script.digest == nil {
            // A user who may not load scripts may still run them by their text.
            if case .bulk(let digest) = try await pipeline([RedisCommand("SCRIPT", "LOAD", .text(script.source))], timeout: left())
                .first
            {
                script.remember(digest: String(decoding: digest, as: UTF8.self))
            }
        }
        if let digest = script.digest {
            do {
                return try await send(RedisCommand(["EVALSHA", .text(digest)] + operands), timeout: left())
            } catch {
                guard error.server?.prefix == "NOSCRIPT" else { throw error }
            }
        }
        return try await send(RedisCommand(["EVAL", .text(script.source)] + operands), timeout: left())
    }
}
