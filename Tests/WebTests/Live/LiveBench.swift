import FlagStore
import Logging
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

@testable import Web

/// A server with streams of flags that follow the model of Redis; what the model publishes is heard when the test says so.
struct LiveBench: Sendable {
    static let live = "/api/feature-flags/live"
    static let now = Moment(milliseconds: 1_798_275_600_000)

    let port: Int
    let door: DoorBench
    let flags: LiveFlags
    let follower: FlagFollower
    private let model: ModelClient
    private let keeper: FlagKeeper
    private let messages: AsyncStream<RedisSubscriptionEvent>.Continuation

    /// Serves for the time of `body`.
    static func with(
        tokens: Bool = true,
        origins: [String] = [],
        change: (inout ServerLimits) -> Void = { _ in },
        _ body: @escaping @Sendable (LiveBench) async throws -> Void
    ) async throws {
        var limits = ServerLimits()
        change(&limits)
        let model = ModelClient(clock: { now.milliseconds })
        let (stream, messages) = AsyncStream.makeStream(of: RedisSubscriptionEvent.self)
        let follower = FlagFollower(
            commands: model,
            updates: { stream },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let flags = LiveFlags(follower: follower)
        let door = DoorBench(
            withTokens: tokens,
            origins: origins,
            extra: LiveRoutes.rows(flags: flags, origins: OriginPolicy(origins: origins))
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await follower.run() }
            group.addTask { await flags.run() }
            defer { group.cancelAll() }
            messages.yield(.subscribed)
            try await until("fresh") { follower.state.isFresh }
            try await ServerBench.with(door.door, limits: limits) { port in
                try await body(
                    LiveBench(
                        port: port,
                        door: door,
                        flags: flags,
                        follower: follower,
                        model: model,
                        keeper: FlagKeeper(store: RolloutStore(client: model)),
                        messages: messages
                    )
                )
            }
        }
    }

    /// Writes flags and segments, and delivers what is published of it; the revision of the last.
    @discardableResult
    func apply(_ edits: FlagEdit...) async throws -> String {
        let written = try await keeper.apply(edits, actor: "ann", reason: "because", now: Self.now)
        for message in model.withKeyspace({ $0.takePublished() }) {
            messages.yield(.message(channel: "flags:updates", payload: message.payload))
        }
        return try #require(written.last?.revision)
    }

    /// Listens while `body` runs.
    func listen(
        _ path: String = LiveBench.live,
        as role: Role? = .client,
        headers: [String] = [],
        _ body: @escaping @Sendable (LiveClient) async throws -> Void
    ) async throws {
        let token = role.map { ["Authorization: Bearer \($0.rawValue)-secret"] } ?? []
        try await LiveClient.with(port: port) { client in
            await client.send(path, token + headers)
            try await body(client)
        }
    }
}

struct NeverHappened: Error {
    var what: String
}

/// Waits until something is so, for half a minute at most.
func until(_ what: @autoclosure () -> String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(120))
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what()) }
        try await Task.sleep(for: .milliseconds(1))
    }
}
