import FlagStore
import Flags
import Logging
import Redis
import Synchronization

/// Flags from Redis itself.
final class RedisSource: FlagSource {
    /// News that are kept for a listener who is busy.
    private static let mostNews = 4096

    private let client: RedisClient
    private let follower: FlagFollower
    private let flush: UsageFlush
    private let shelf: Shelf

    /// A source that puts its flags onto `shelf` and writes what `tally` counted.
    init(options: RedisOptions, shelf: Shelf, tally: UsageTally, with settings: FlagClientOptions) {
        let client = RedisClient(options: options, logger: settings.logger)
        self.client = client
        self.shelf = shelf
        var following = FollowerSettings()
        following.onSnapshot = { shelf.put($0, from: .redis) }
        follower = FlagFollower(
            client: client,
            prefix: settings.keyPrefix,
            settings: following,
            logger: settings.logger
        )
        flush = UsageFlush(
            client: client,
            prefix: settings.keyPrefix,
            tally: tally,
            every: settings.usageInterval,
            logger: settings.logger
        )
    }

    var isFresh: Bool { follower.state.isFresh }
    var fault: String? { follower.state.fault }

    // Both refuse to run twice, which a client does not do.

    func connect() async { try? await client.run() }

    func follow() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tell() }
            group.addTask { await self.flush.run() }
            try? await follower.run()
            group.cancelAll()
        }
    }

    func close() async { await flush.flush() }

    private func tell() async {
        while !Task.isCancelled {
            for await news in follower.changes(buffering: Self.mostNews) {
                if let snapshot = follower.snapshot { shelf.tell(Self.updates(news, snapshot)) }
            }
            // Too many at once: nobody knows which.
            if !Task.isCancelled { shelf.tell([.reset]) }
        }
    }

    private static func updates(_ news: FlagNews, _ snapshot: Snapshot) -> [FlagUpdate] {
        switch news.kind {
        case .flagUpdated: Ripple.updates(changed: [news.key], removed: [], segments: [], in: snapshot)
        case .flagDeleted: Ripple.updates(changed: [], removed: [news.key], segments: [], in: snapshot)
        case .segmentUpdated, .segmentDeleted:
            Ripple.updates(changed: [], removed: [], segments: [news.key], in: snapshot)
        case .reset: [.reset]
        }
    }
}
