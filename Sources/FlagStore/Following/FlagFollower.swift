package import Flags
package import Logging
package import Redis
import Store
import Synchronization
import Wire

/// What is published on a channel, over as many connections as it takes.
package typealias FlagUpdates = AsyncSequence<RedisSubscriptionEvent, Never> & Sendable

/// Holds all flags and segments as a snapshot that follows Redis: by messages at once, by the log whatever messages missed,
/// and by reading everything from time to time whatever was written past the log.
///
/// Needs no more rights than an evaluator's. While Redis is away it keeps the last snapshot.
package final class FlagFollower: Sendable {
    /// What a follower has to do.
    enum Want: Sendable {
        /// Read the log from where it was read to.
        case log
        /// Read everything.
        case everything
    }

    /// A message has all of a flag, and flags may be large.
    private static let messageLimits = JSONLimits(maxBytes: 16 << 20, maxDepth: 64, duplicates: .keep)

    let store: RolloutStore
    let settings: FollowerSettings
    let clock: FollowerClock
    let logger: Logger
    let book = Mutex(FollowerBook())
    let status = Mutex(FollowerState())
    let feed = NewsFeed<FlagNews>()
    let withheld = Mutex<[FlagNews]?>(nil)
    private let updates: @Sendable () -> any FlagUpdates
    private let published = Mutex<Snapshot?>(nil)
    private let isLoaded = Gate()
    private let wanted = Mutex<Want?>(nil)
    private let bell: AsyncStream<Void>
    private let bellRinger: AsyncStream<Void>.Continuation
    private let hasRun = Atomic(false)

    /// A follower of the server that `client` works on; the client's `run()` is another's to run.
    package convenience init(
        client: RedisClient,
        prefix: String = "",
        settings: FollowerSettings = FollowerSettings(),
        clock: FollowerClock = .system,
        logger: Logger
    ) {
        let channel = Names(prefix: prefix).updates
        self.init(
            commands: client,
            prefix: prefix,
            updates: { client.subscribe(channels: [channel]) },
            settings: settings,
            clock: clock,
            logger: logger
        )
    }

    /// A follower with a source of messages of its own.
    package init(
        commands: any RedisCommanding,
        prefix: String = "",
        updates: @escaping @Sendable () -> any FlagUpdates,
        settings: FollowerSettings = FollowerSettings(),
        clock: FollowerClock = .system,
        logger: Logger
    ) {
        store = RolloutStore(client: commands, prefix: prefix)
        self.updates = updates
        self.settings = settings
        self.clock = clock
        self.logger = logger
        (bell, bellRinger) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// The flags and segments as they are known; `nil` before they were first read.
    package var snapshot: Snapshot? { published.withLock { $0 } }

    /// How it stands.
    package var state: FollowerState {
        var state = status.withLock { $0 }
        state.revision = snapshot?.revision
        return state
    }

    /// Waits for the first snapshot; `nil` where the follower ended, or the task was cancelled, before there was one.
    package func loaded() async -> Snapshot? {
        await isLoaded.pass()
        return snapshot
    }

    /// News from now on, each once the snapshot that has it is in place.
    ///
    /// The stream ends where its listener leaves more than `limit` of them unread, who may begin anew with
    /// ``news(since:limit:)``, and when the follower ends.
    package func changes(buffering limit: Int = 256) -> AsyncStream<FlagNews> { feed.listen(buffering: limit).stream }

    /// Follows until the task is cancelled. Runs once in the follower's life.
    ///
    /// - Throws: `RedisFault` with code `closed` when it ran before.
    package func run() async throws(RedisFault) {
        guard !hasRun.exchange(true, ordering: .relaxed) else {
            throw RedisFault(.closed, "This follower of flags was run already. Make a new one.")
        }
        want(.everything)
        await withDiscardingTaskGroup { group in
            group.addTask { await self.listen() }
            group.addTask { await self.tick() }
            group.addTask { await self.heal() }
        }
        feed.finish()
        isLoaded.open()
    }

    // MARK: - Messages

    private func listen() async {
        await listen(to: updates())
        status.withLock { $0.isSubscribed = false }
    }

    private func listen(to updates: some FlagUpdates) async {
        for await event in updates { handle(event) }
    }

    private func handle(_ event: RedisSubscriptionEvent) {
        switch event {
        case .subscribed:
            status.withLock { status in
                status.isSubscribed = true
                status.isCaughtUp = false
                status.subscriptions &+= 1
                status.lastHeard = clock.now()
            }
            // What was missed is to be told first.
            withheld.withLock { $0 = $0 ?? [] }
            want(.log)
        case .message(_, let payload): take(payload)
        case .lost(let fault):
            let was = status.withLock { status in
                defer { status.isSubscribed = false }
                return status.isSubscribed
            }
            if was { logger.warning("Changes of flags do not arrive", metadata: ["error": "\(fault)"]) }
        }
    }

    private func take(_ payload: [UInt8]) {
        status.withLock { $0.lastHeard = clock.now() }
        guard let message = try? JSON.parse(payload, limits: Self.messageLimits) else {
            logger.warning("A message on the flags' channel is no JSON; the log is read instead")
            return want(.log)
        }
        change { $0.take(message: message) }
    }

    /// Changes the book, puts the new snapshot in place, and then tells of it.
    func change(_ body: (inout FollowerBook) -> [FlagNews]) {
        book.withLock { book in
            let news = body(&book)
            if let snapshot = book.snapshot, published.withLock({ $0 }) !== snapshot {
                published.withLock { $0 = snapshot }
                settings.onSnapshot?(snapshot)
                isLoaded.open()
            }
            tell(news)
        }
    }

    private func tell(_ news: [FlagNews]) {
        let isWithheld = withheld.withLock { held in
            guard held != nil else { return false }
            held?.append(contentsOf: news)
            return true
        }
        if !isWithheld { feed.send(news) }
    }

    // MARK: - Waking

    private func tick() async {
        while (try? await clock.sleep(settings.reload)) != nil { want(.everything) }
    }

    private func want(_ new: Want) {
        wanted.withLock { if $0 != .everything { $0 = new } }
        bellRinger.yield()
    }

    private func heal() async {
        var retry = settings.retry
        await withDiscardingTaskGroup { group in
            for await _ in bell {
                guard let want = wanted.withLock({ $0.take() }) else { continue }
                if await read(want) {
                    retry = settings.retry
                    continue
                }
                wanted.withLock { if $0 != .everything { $0 = want } }
                let wait = retry.wait(jitter: .random(in: 0...1))
                // Whoever subscribes meanwhile does not have to wait.
                group.addTask {
                    if (try? await self.clock.sleep(wait)) != nil { self.bellRinger.yield() }
                }
            }
            group.cancelAll()
        }
    }
}
