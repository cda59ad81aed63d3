package import Flags
import Redis
import Rollouts
package import Store
import Wire

/// Flags and segments as admins keep them: every write is one server-side call, all of it or nothing.
package struct FlagKeeper: Sendable {
    /// The most edits of a batch.
    package static let mostEdits = 500

    let store: RolloutStore
    /// How often a batch that lost a race is tried.
    let attempts: Int

    /// A keeper of the flags beside the rollouts of `store`.
    ///
    /// - Parameter attempts: how often a batch that others were ahead of is read and tried again.
    package init(store: RolloutStore, attempts: Int = 16) {
        self.store = store
        self.attempts = attempts
    }

    var names: Names { store.names }

    private var reader: LibraryReader { LibraryReader(client: store.client, names: names) }

    // MARK: - Reading

    /// The flag called `key`; `nil` where there is none.
    package func flag(_ key: String) async throws(StoreFault) -> StoredFlag? {
        try await one(.flag(key)).flags.first
    }

    /// The segment called `id`; `nil` where there is none.
    package func segment(_ id: String) async throws(StoreFault) -> StoredSegment? {
        try await one(.segment(id)).segments.first
    }

    /// Every flag, in the order of the keys; read by pipelines.
    package func flags() async throws(StoreFault) -> [StoredFlag] { try await library().flags }

    /// Every segment, in the order of the ids; read by pipelines.
    package func segments() async throws(StoreFault) -> [StoredSegment] { try await library().segments }

    /// All flags and segments, and the log's last id before.
    package func library() async throws(StoreFault) -> FlagLibrary { try await reader.library() }

    private func one(
        _ name: FlagName
    ) async throws(StoreFault) -> (flags: [StoredFlag], segments: [StoredSegment], unreadable: [FlagName: StoreFault]) {
        // A reserved name holds something else than a flag.
        let fault = name.kind == .flag ? DraftDesk.rules.flag(name.key) : DraftDesk.rules.segment(name.key)
        guard fault == nil else { return ([], [], [:]) }
        let read = try await reader.read([name])
        if let fault = read.unreadable[name] { throw fault }
        return read
    }

    // MARK: - What edits stand on

    /// How everything that is named stands, and the log's last id before.
    typealias Reading = (standings: [Standing], revision: String)

    /// Reads what edits of `wanted` stand on.
    func standings(_ wanted: [FlagName]) async throws(StoreFault) -> Reading {
        let newest = RedisCommand("XREVRANGE", .text(names.log), "+", "-", "COUNT", 1)
        let replies = try await checked([newest] + wanted.flatMap { commands($0) })
        var standings: [Standing] = []
        var gone: [(position: Int, id: String)] = []
        var at = 1
        for name in wanted {
            let count = commands(name).count
            guard at + count <= replies.count else { throw StoreFault(.corrupt, "Redis answered too little") }
            let rollout = name.kind == .flag ? Self.rollout(replies[at + 2]) : nil
            let standing = Standing(name: name, hash: LibraryReader.hash(replies[at]), rollout: rollout)
            if !standing.exists, let id = replies[at + 1].strings?.first { gone.append((standings.count, id)) }
            standings.append(standing)
            at += count
        }
        // What was here before goes on counting, so that no version ever means two things.
        let entries = try await checked(gone.map { RedisCommand("XRANGE", .text(names.log), .text($0.id), .text($0.id)) })
        for (removed, reply) in zip(gone, entries) {
            standings[removed.position].removedAt = RolloutStore.entries(reply).first?.event["version"]?.integer ?? 0
        }
        return (standings, replies.first.flatMap { RolloutStore.entries($0).first?.id } ?? LibraryReader.beginning)
    }

    private func commands(_ name: FlagName) -> [RedisCommand] {
        let both = [
            RedisCommand("HGETALL", .text(names.hash(name))),
            RedisCommand("LRANGE", .text(names.history(name)), 0, 0),
        ]
        guard name.kind == .flag else { return both }
        return both + [RedisCommand("HMGET", .text(names.rollout(name.key)), "phase", "version")]
    }

    private static func rollout(_ reply: RedisReply) -> Standing.Rollout? {
        guard let fields = reply.array, fields.count == 2, fields.contains(where: { $0 != .null }) else { return nil }
        return Standing.Rollout(
            phase: fields[0].string.flatMap(Phase.init(rawValue:)) ?? .halted,
            version: fields[1].string ?? ""
        )
    }

    private func checked(_ commands: [RedisCommand]) async throws(StoreFault) -> [RedisReply] {
        let replies = try await reader.pipeline(commands)
        for case .error(let error) in replies { throw StoreFault(RedisFault(server: error)) }
        return replies
    }
}
