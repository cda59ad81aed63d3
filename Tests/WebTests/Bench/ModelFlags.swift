import FlagStore
import Flags
import Redis
import RedisModel
import Rollouts
import Store
import Synchronization
import Wire

@testable import Web

/// Flags and segments on a model of Redis, and the snapshot that the server serves of them.
final class ModelFlags: Sendable {
    let keeper: FlagKeeper
    private let model: ModelClient
    private let served = Mutex<Snapshot?>(nil)

    static let now = Moment(milliseconds: 1_798_275_600_000)

    init() {
        model = ModelClient(clock: { Self.now.milliseconds })
        keeper = FlagKeeper(store: RolloutStore(client: model))
    }

    func rows(shelf: any IdempotencyShelf) -> [Route] {
        FlagRoutes.rows(keeper: keeper, snapshot: { self.served.withLock { $0 } }, shelf: shelf, now: { Self.now })
            + SegmentRoutes.rows(keeper: keeper, shelf: shelf, now: { Self.now })
    }

    /// From now on the server serves what stands in Redis at this moment.
    func load() async throws {
        let library = try await keeper.library()
        let snapshot = Snapshot(stored: library.flags, segments: library.segments, revision: library.revision)
        served.withLock { $0 = snapshot }
    }

    /// A command of the test's own.
    @discardableResult
    func redis(_ words: String...) async throws -> RedisReply { try await model.send(RedisCommand(words.map { .text($0) })) }

    /// How many entries the log has.
    func entries() async throws -> Int { try await redis("XRANGE", "flags:log", "-", "+").array?.count ?? 0 }
}
