extension RedisCommanding {
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
        let replies = try await run(script, keys, arguments, timeout: timeout ?? commandTimeout)
        return replies.first ?? .null
    }

    /// Runs a script as above and then has the server count the replicas that have its writes: both in one piece, since the
    /// count is of the writes of the same connection. Too few in time is no fault; the writes stay.
    ///
    /// The server answers no other command of this connection meanwhile: over a client that others use, choose a short
    /// `time`, or run it over a connection of its own (`RedisClient.withExclusiveConnection`).
    ///
    /// - Parameters:
    ///   - timeout: for the script, waiting for a connection included; `nil` is `commandTimeout`.
    ///   - replicas: how many to wait for; for none, nothing is counted.
    ///   - time: how long to wait for them, at least 1 ms.
    /// - Throws: `RedisFault`; with code `server` when the script's reply is an error.
    package func run(
        script: RedisScript,
        keys: [String] = [],
        arguments: [RedisValue] = [],
        timeout: Duration? = nil,
        acknowledgedBy replicas: Int,
        within time: Duration
    ) async throws(RedisFault) -> RedisAcknowledgement {
        let replies = try await run(
            script,
            keys,
            arguments,
            then: replicas > 0 ? [Self.waiting(replicas, time)] : [],
            timeout: (timeout ?? commandTimeout) + max(.zero, time)
        )
        let reply = replies.first ?? .null
        guard replies.count > 1 else { return RedisAcknowledgement(reply: reply, acknowledged: 0) }
        if case .error(let error) = replies[1] { return RedisAcknowledgement(reply: reply, acknowledged: 0, refusal: error) }
        return RedisAcknowledgement(reply: reply, acknowledged: replies[1].integer ?? 0)
    }

    /// Waits until so many replicas have everything that was written over this connection, and returns how many have it.
    /// A connection that was made since tells nothing of what went over the one before: to be sure of a certain write, send
    /// it in one piece with WAIT, as `run(script:…acknowledgedBy:within:)` does.
    ///
    /// - Parameter timeout: for the replicas, at least 1 ms; `commandTimeout` is granted beside it.
    /// - Throws: `RedisFault`; with code `server` when the server refuses, as a replica does.
    package func wait(replicas: Int, timeout: Duration) async throws(RedisFault) -> Int {
        let reply = try await send(Self.waiting(max(0, replicas), timeout), timeout: commandTimeout + max(.zero, timeout))
        return reply.integer ?? 0
    }
}

extension RedisCommanding {
    /// The replies to the script and the commands after it; where the script had to be sent again, to those of that time.
    private func run(
        _ script: RedisScript,
        _ keys: [String],
        _ arguments: [RedisValue],
        then others: [RedisCommand] = [],
        timeout: Duration
    ) async throws(RedisFault) -> [RedisReply] {
        let deadline = ContinuousClock.now.advanced(by: timeout)
        func left() -> Duration { ContinuousClock.now.duration(to: deadline) }
        let operands: [RedisValue] = [.integer(keys.count)] + keys.map(RedisValue.text) + arguments
        let byText = RedisCommand(["EVAL", .text(script.source)] + operands)
        guard let digest = script.digest else {
            // With the loading in the same piece, the first run takes one round trip as well. A user who may not load
            // scripts may still run them by their text.
            let loading = RedisCommand("SCRIPT", "LOAD", .text(script.source))
            let replies = try await pipeline([loading, byText] + others, timeout: left())
            if case .bulk(let digest) = replies.first { script.remember(digest: String(decoding: digest, as: UTF8.self)) }
            return try answered(Array(replies.dropFirst()))
        }
        let replies = try await pipeline([RedisCommand(["EVALSHA", .text(digest)] + operands)] + others, timeout: left())
        if case .error(let error) = replies.first, error.prefix == "NOSCRIPT" {
            return try answered(try await pipeline([byText] + others, timeout: left()))
        }
        return try answered(replies)
    }

    /// `replies`, unless the first says that the script failed.
    private func answered(_ replies: [RedisReply]) throws(RedisFault) -> [RedisReply] {
        if case .error(let error) = replies.first { throw RedisFault(server: error) }
        return replies
    }

    /// Without a time, WAIT would wait for ever.
    private static func waiting(_ replicas: Int, _ time: Duration) -> RedisCommand {
        let bounded = min(max(time, .milliseconds(1)), .seconds(3600))
        let (seconds, attoseconds) = bounded.components
        return RedisCommand("WAIT", .integer(replicas), .integer(Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)))
    }
}
