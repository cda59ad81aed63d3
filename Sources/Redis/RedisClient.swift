package import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A client of one Redis server over one connection, on which the commands of all tasks are pipelined. The server may be
/// one of several: the primary that sentinels name, or the node of a cluster that serves the one slot of all its keys;
/// the client follows both when another takes its place.
///
/// While `run()` runs, the connection is kept up. A command waits for the connection until its deadline; what was
/// sent when the connection ended fails as `connectionLost` with `mayHaveRun`, and is never sent again.
package final class RedisClient: RedisCommanding {
    /// How long a command may take that is given no timeout.
    package var commandTimeout: Duration { options.commandTimeout }

    private let options: RedisOptions
    private let logger: Logger
    private let finder: ServerFinder
    private let detour: Detour
    private let pipe: CommandPipe
    private let states = StateBroadcast()
    private let hasRun = Atomic(false)

    /// A client that does nothing until `run()`.
    package init(options: RedisOptions, logger: Logger) {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        self.options = options
        self.logger = logger
        let finder = ServerFinder(connector: Connector(options: options, eventLoop: eventLoop))
        self.finder = finder
        self.detour = Detour(finder: finder, eventLoop: eventLoop)
        self.pipe = CommandPipe(limits: CommandLimits(options), eventLoop: eventLoop, reconnects: true) { error in
            finder.reasonToLeave(after: error)
        }
    }

    /// Connects, and connects again with growing waits whenever the connection ends, until the task is cancelled; then
    /// closes the connection and fails whatever waits with `closed`. Runs once in the client's life.
    ///
    /// - Throws: `RedisFault` with code `closed` when it ran before.
    package func run() async throws(RedisFault) {
        guard !hasRun.exchange(true, ordering: .relaxed) else {
            throw RedisFault(.closed, "This Redis client was run already. Make a new one.")
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.detour.run() }
            await connectUntilCancelled()
            group.cancelAll()
        }
        pipe.close(.closed)
        states.finish(.disconnected(.closed))
    }

    /// See `RedisCommanding`.
    package func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] {
        let deadline = ContinuousClock.now.advanced(by: timeout ?? commandTimeout)
        let replies = try await pipe.exchange(commands, deadline: deadline)
        let isRedirected = replies.contains { reply in
            if case .error(let error) = reply { finder.redirection(error) != nil } else { false }
        }
        guard isRedirected else { return replies }
        var redirected = RedirectedPipeline(commands, replies: replies, redirection: finder.redirection)
        do throws(RedisFault) {
            while let round = redirected.next() {
                let answers =
                    if let node = round.askedAt {
                        try await detour.exchange(round.commands, at: node, deadline: deadline)
                    } else {
                        try await pipe.exchange(round.commands, deadline: deadline)
                    }
                redirected.accept(answers, to: round, redirection: finder.redirection)
            }
        } catch {
            // Of several, those that were not redirected have run.
            throw error.mayHaveRun || commands.count == 1 ? error : error.withOutcome(mayHaveRun: true)
        }
        return redirected.replies
    }

    /// Whether a connection is up and logged in. It may break at any moment after.
    package var isConnected: Bool {
        if case .connected = states.current { true } else { false }
    }

    /// The state now, if it is known, and every change from now on; ends when `run()` has ended. A slow listener
    /// misses states in between, never the last.
    package func connectionStates() -> AsyncStream<RedisConnectionState> {
        states.states()
    }

    /// Opens a connection of its own, logged in like the client's, for the time of `body`. Needs no `run()`.
    ///
    /// The connection is to the server on which the client works at its beginning, and follows to no other.
    ///
    /// - Throws: `RedisFault` when no connection could be made (tried once), and what `body` throws.
    package func withExclusiveConnection<Value>(
        _ body: (RedisConnection) async throws -> Value
    ) async throws -> Value {
        let open = try await finder.open()
        defer { open.pipe.close(.givenBack) }
        return try await body(RedisConnection(pipe: open.pipe, commandTimeout: commandTimeout))
    }

    /// Follows channels over a connection of its own, which is made, and made again when it ends, while the sequence is
    /// iterated. Needs no `run()`. Each iterator has its own connection; cancellation ends the iteration.
    ///
    /// - Parameters:
    ///   - channels: at least one; without any, the sequence is empty.
    ///   - maxBuffered: messages kept for a consumer that is busy, 64 MiB at most; one more ends the connection with
    ///     `.lost`, and it is made anew.
    package func subscribe(channels: [String], maxBuffered: Int = 4096) -> RedisSubscription {
        RedisSubscription(finder: finder, channels: channels, maxBuffered: maxBuffered, logger: logger)
    }
}

extension RedisClient {
    /// Moves in a row that are followed without a wait.
    private static let maximumMoves = 5

    private func connectUntilCancelled() async {
        var backoff = options.backoff
        var moves = 0
        while !Task.isCancelled {
            let (fault, uptime) = await connectOnce()
            if Task.isCancelled { break }
            states.send(.disconnected(fault))
            let metadata: Logger.Metadata = ["redis": "\(redis)", "error": "\(fault)"]
            if let uptime {
                backoff.held(for: uptime)
                if uptime > options.backoff.maximum { moves = 0 }
            }
            if finder.hasMoved, moves < Self.maximumMoves {
                moves += 1
                logger.info("Redis has moved", metadata: metadata)
            } else {
                logger.warning("Redis is not connected", metadata: metadata)
                try? await Task.sleep(for: backoff.wait(jitter: .random(in: 0...1)))
            }
        }
    }

    /// What is connected to, for the log.
    private var redis: String { options.sentinel.map { "primary \($0)" } ?? "\(options.location)" }

    /// One connection from its beginning to its end; without an uptime when it was not made.
    private func connectOnce() async -> (fault: RedisFault, uptime: Duration?) {
        do throws(RedisFault) {
            let open = try await finder.open()
            defer { open.close() }
            finder.use(open)
            detour.leave()
            // First the state, so that nobody who has had an answer finds the client without a connection.
            states.send(.connected(open.info))
            try await open.handOver(to: pipe)
            logger.info(
                "Redis is connected",
                metadata: ["redis": "\(redis)", "server": "\(open.endpoint)", "version": "\(open.info.version ?? "unknown")"]
            )
            let begin = ContinuousClock.now
            await keepUp(open)
            return (pipe.lastFault ?? .lost("the reason is not known"), begin.duration(to: .now))
        } catch {
            pipe.attemptFailed(error)
            return (error, nil)
        }
    }

    /// Returns when the connection has ended; closes it when the task is cancelled.
    private func keepUp(_ open: OpenConnection) async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.beat() }
                if finder.needsWatch { group.addTask { await self.watch(open) } }
                try? await open.channel.closeFuture.get()
                group.cancelAll()
            }
        } onCancel: {
            pipe.close(.closed)
        }
    }

    /// An idle connection to a dead peer looks like any other; a PING that stays unanswered makes it overdue.
    private func beat() async {
        while (try? await Task.sleep(for: options.heartbeat)) != nil {
            _ = try? await pipeline([RedisCommand("PING")], timeout: nil)
        }
    }

    /// Asks from time to time whether the server is still the one to work with; once it is not, its answers do not count.
    private func watch(_ open: OpenConnection) async {
        while (try? await Task.sleep(for: options.heartbeat)) != nil {
            guard let reason = await finder.reasonToLeave(open), !Task.isCancelled else { continue }
            return pipe.drop(reason)
        }
    }
}
