import Fixture
import FlagStore
import Flags
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

/// A keeper and what the tests look at beside it, on the model or on a server of its own.
struct FlagBench: Sendable {
    let commands: any RedisCommanding
    let store: RolloutStore
    let keeper: FlagKeeper

    static let now = Moment(milliseconds: 1_798_275_600_000)

    init(_ commands: any RedisCommanding) {
        self.commands = commands
        store = RolloutStore(client: commands, prefix: "{t}:")
        keeper = FlagKeeper(store: store)
    }

    /// A bench on the model, whose clock stands still.
    static func onModel() -> FlagBench { FlagBench(ModelClient(clock: { now.milliseconds })) }

    /// Runs `body` on the model, and then on a real server.
    static func onBoth(_ body: @Sendable (FlagBench) async throws -> Void) async throws {
        try await body(onModel())
        try await RedisServer.with { client in try await body(FlagBench(client)) }
    }

    var names: Names { store.names }

    @discardableResult
    func send(_ parts: RedisValue...) async throws -> RedisReply { try await commands.send(RedisCommand(parts)) }

    func field(_ name: String, of key: String) async throws -> String? {
        try await send("HGET", .text(key), .text(name)).string
    }

    /// Applies edits as ann.
    @discardableResult
    func apply(_ edits: FlagEdit..., at now: Moment = now) async throws(FlagFault) -> [FlagWritten] {
        try await keeper.apply(edits, actor: "ann", reason: "because", now: now)
    }

    /// The fault of edits that must not be taken.
    func fault(_ edits: FlagEdit..., sourceLocation: SourceLocation = #_sourceLocation) async -> FlagFault? {
        do throws(FlagFault) {
            _ = try await keeper.apply(edits, actor: "ann", reason: "because", now: Self.now)
            Issue.record("it was taken", sourceLocation: sourceLocation)
            return nil
        } catch {
            return error
        }
    }

    /// A flag that must be there.
    func flag(_ key: String) async throws -> Flag { try #require(try await keeper.flag(key)?.flag) }

    /// Every key with all that it holds, in an order of its own.
    func dump() async throws -> [String: [String]] {
        var dump: [String: [String]] = [:]
        for key in try await send("KEYS", "*").strings ?? [] {
            let kind = try await send("TYPE", .text(key)).string ?? ""
            let content: [String] =
                switch kind {
                case "hash": (try await send("HGETALL", .text(key)).map ?? [:]).map { "\($0): \($1)" }.sorted()
                case "set": (try await send("SMEMBERS", .text(key)).strings ?? []).sorted()
                case "list": try await send("LRANGE", .text(key), 0, -1).strings ?? []
                case "stream": ["\(try await send("XRANGE", .text(key), "-", "+"))"]
                default: [try await send("GET", .text(key)).string ?? ""]
                }
            dump[key] = [kind] + content
        }
        return dump
    }

    /// Commits a transition of a rollout as an order.
    func write(_ commit: Commit, to draft: inout Draft) async throws {
        guard case .done(let revision, _) = try await store.commit(commit, by: .order, now: Self.now) else {
            Issue.record("the rollout was not written")
            return
        }
        draft.wrote(commit, revision: revision)
    }
}

/// JSON of a test's own text.
func json(_ text: String) throws -> JSON { try JSON.parse(text, limits: JSONLimits(duplicates: .keep)) }
