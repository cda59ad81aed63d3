import Fixture
import Redis
import Rollouts
import Store
import Testing
import Wire

/// A store on a server of its own, and what the tests look at beside it.
struct StoreBench: Sendable {
    let client: RedisClient
    let store: RolloutStore

    static let now = VirtualTimepiece.dawn

    /// A bench for the time of `body`.
    static func with(_ body: @Sendable (StoreBench) async throws -> Void) async throws {
        try await RedisServer.with { client in
            try await body(StoreBench(client: client, store: RolloutStore(client: client, prefix: "{t}:")))
        }
    }

    var names: Names { store.names }

    /// Sends one command.
    @discardableResult
    func send(_ parts: RedisValue...) async throws -> RedisReply { try await client.send(RedisCommand(parts)) }

    /// A field of a hash.
    func field(_ name: String, of key: String) async throws -> String? {
        try await send("HGET", .text(key), .text(name)).string
    }

    /// Every key with all that it holds, in an order of its own: a hash is shuffled by the server at any time.
    func dump() async throws -> [String: [String]] {
        var dump: [String: [String]] = [:]
        for key in try await send("KEYS", "*").strings ?? [] {
            let kind = try await send("TYPE", .text(key)).string ?? ""
            let content: [String] =
                switch kind {
                case "string": [try await send("GET", .text(key)).string ?? ""]
                case "hash": (try await send("HGETALL", .text(key)).map ?? [:]).map { "\($0): \($1)" }.sorted()
                case "set": (try await send("SMEMBERS", .text(key)).strings ?? []).sorted()
                case "list": try await send("LRANGE", .text(key), 0, -1).strings ?? []
                case "stream": ["\(try await send("XRANGE", .text(key), "-", "+"))"]
                default: throw Missing.kind
                }
            dump[key] = [kind] + content
        }
        return dump
    }

    /// A lease for the tests' controller.
    func lease() async throws -> String {
        guard case .acquired(let token) = try await store.acquireLease(holder: "here", ttl: .seconds(3600)) else {
            throw Missing.lease
        }
        return token
    }

    /// What is published while `body` runs, as JSON; waits for `count` messages.
    func published(_ count: Int = 1, _ body: () async throws -> Void) async throws -> [JSON] {
        var events = client.subscribe(channels: [names.updates]).makeAsyncIterator()
        #expect(await events.next(isolation: nil) == .subscribed)
        try await body()
        var messages: [JSON] = []
        while messages.count < count, let event = await events.next(isolation: nil) {
            if case .message(_, let payload) = event {
                messages.append(try JSON.parse(payload, limits: JSONLimits(maxBytes: 8 << 20)))
            }
        }
        return messages
    }

    /// Commits and takes over, as an order.
    func write(_ commit: Commit, to draft: inout Draft) async throws {
        guard case .done(let revision, _) = try await store.commit(commit, by: .order, now: Self.now) else {
            throw Missing.commit
        }
        draft.wrote(commit, revision: revision)
    }

    enum Missing: Error {
        case lease
        case commit
        case kind
    }
}
