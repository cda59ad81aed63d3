import Fixture
import Redis
import Rollouts
import Store
import Wire

/// Random work on a store: what controllers, operators and careless hands do.
struct StoreSteps {
    let store: RolloutStore
    /// How many writes were done.
    private(set) var done = 0
    private let client: TwinClient
    private var generator: SeededGenerator
    private var drafts: [String: Draft] = [:]
    private var tokens = ["0 nobody"]
    private var now = VirtualTimepiece.dawn

    private static let flags = ["f", "g", "h"]

    init(client: TwinClient, seed: UInt64) throws {
        self.client = client
        store = RolloutStore(client: client, prefix: "{t}:")
        generator = SeededGenerator(seed: seed)
        for flag in Self.flags { drafts[flag] = try Draft(PlanText.steps(flag)) }
    }

    /// One step; a fault of the store is an answer as good as any.
    mutating func step() async {
        now = now + .seconds(generator.below(600))
        let flag = generator.pick(Self.flags)
        do {
            switch generator.below(20) {
            case 0..<6: try await commit(flag)
            case 6: try await kill(flag)
            case 7..<10: try await lease()
            case 10..<12: try await channel()
            case 12: try await notice(flag)
            case 13..<15: try await look(flag)
            case 15..<18: try await nonsense(flag)
            case 18: try await request()
            default: try await clash(flag)
            }
        } catch {}
    }

    // MARK: - Writes

    private mutating func commit(_ flag: String) async throws {
        guard var draft = drafts[flag] else { return }
        // A decision on what is there, or on older state.
        if !generator.once(in: 4), let stored = try? await store.rollout(flag) {
            draft.state = stored.state
            draft.revision = stored.revision
        }
        var commit = draft.schedule()
        if draft.state.version > 0 || generator.once(in: 2) {
            // Most orders fit few phases.
            let orders = Order.allCases.shuffled(using: &generator)
            let reason = text()
            guard let fitting = orders.lazy.compactMap({ [now] in try? draft.order($0, reason: reason, now: now) }).first else {
                return
            }
            commit = fitting
        }
        commit.flagDefaults = [("owner", text()), ("description", text())]
        if generator.once(in: 8) { commit.goneGuards = ["errors", "latency"] }
        let writer = generator.once(in: 3) ? Writer.leader(token: generator.pick(tokens)) : .order
        if case .done(let revision, _) = try await store.commit(commit, by: writer, now: now) {
            draft.wrote(commit, revision: revision)
            done += 1
        }
        drafts[flag] = draft
    }

    private mutating func kill(_ flag: String) async throws {
        if generator.once(in: 3) {
            _ = try await store.restore(flag, actor: "bob", reason: text(), now: now)
        } else if case .done = try await store.kill(flag, actor: "bob", reason: text(), now: now) {
            done += 1
        }
    }

    private mutating func lease() async throws {
        let ttl = generator.once(in: 3) ? Duration.milliseconds(1 + generator.below(3)) : .seconds(15)
        switch generator.below(4) {
        case 0, 1:
            if case .acquired(let token) = try await store.acquireLease(holder: generator.pick(["a", "b"]), ttl: ttl) {
                tokens = tokens.suffix(2) + [token]
                done += 1
            }
        case 2: _ = try await store.renewLease(token: generator.pick(tokens), ttl: ttl)
        default: try await store.releaseLease(token: generator.pick(tokens))
        }
    }

    private mutating func notice(_ flag: String) async throws {
        _ = try await store.notice(
            kind: "planBroken",
            flag: flag,
            event: ["type": "plan", "text": JSON(text())],
            file: "\(flag).json",
            digest: generator.pick(["", "d1", "d2"]),
            by: generator.once(in: 4) ? .order : .leader(token: generator.pick(tokens))
        )
    }

    private mutating func channel() async throws {
        let channel = generator.pick(["slack", "pager"])
        if generator.once(in: 4) { try await store.openChannel(channel) }
        for entry in try await store.undelivered(channel, limit: 1 + generator.below(3)) {
            switch generator.below(4) {
            case 0: break
            case 1: try await store.park(channel, id: entry.id, reason: text())
            default: try await store.acknowledge(channel, id: entry.id)
            }
        }
    }

    private mutating func request() async throws {
        let request = IdempotentRequest(
            token: "ci",
            id: generator.pick(["1", "2"]),
            digest: generator.pick(["aa", "bb"]),
            claimant: generator.pick(["01", "02"])
        )
        switch generator.below(4) {
        case 0: _ = try await store.keep(text(), to: request)
        case 1: _ = try await store.abandon(request)
        default: _ = try await store.claim(request)
        }
    }

    private mutating func look(_ flag: String) async throws {
        _ = try await store.rollouts()
        _ = try await store.standing(flag)
        _ = try await store.newestRevision()
        _ = try await store.history(flag, limit: 3)
        _ = try await store.log(after: "0-0", limit: 5)
        _ = try await store.planFaults()
        let age = Duration.seconds(generator.below(10))
        _ = try await store.trimLog(olderThan: age, channels: ["slack"], now: now, token: generator.pick(tokens))
        _ = try await store.leader()
    }

    // MARK: - Careless hands

    private mutating func text() -> String {
        generator.pick(["why not", "say \"no\"\\/", "tab\t\u{1}\u{7f}", "\u{2028}日本語🦊", "", "a\r\nb", "nul\0"])
    }

    private mutating func nonsense(_ flag: String) async throws {
        let field = generator.pick([
            "rolloutPercentage", "createdAt", "variants", "distribution", "targeting", "version", "owner", "valueType", "enabled",
            "killed",
            "clientSide", "updatedAt", "segments", "stage", "percentage", "phase", "revision", "rolloutSegments",
        ])
        let values: [RedisValue] = [
            "NaN", "-inf", "0x10", "1e5", "05", "-0", "0.5", "12.50", "half", "", "{\"on\": 1}", "{\"on\": NaN}", "{\"on\": 0x1}",
            "[1,]", "[01]", "\"a\nb\"",
            "[[[[1]]]]", "true", "nul", "\"\\ud83e\\udd8a\"", "\"\\ud83e\"", "99999999999999999999", "999999999999999", "1", "0",
            "007", "killed", " 1",
            .bytes([0x41, 0xFF]), .bytes([0x22, 0xC0, 0x22]), .bytes([0xED, 0xA0, 0x80]), .bytes([0x22, 0xE6, 0x97, 0xA5, 0x22]),
            "[1e400]", "-5",
        ]
        let name = generator.once(in: 3) ? store.names.rollout(flag) : store.names.flag(flag)
        try await client.send(RedisCommand("HSET", .text(name), .text(field), generator.pick(values)))
        _ = try await store.kill(flag, actor: "bob", reason: text(), now: now)
        _ = try? await store.rollout(flag)
        // Made good, so that not everything is broken in the end.
        if !generator.once(in: 4) { try await client.send(RedisCommand("HDEL", .text(name), .text(field))) }
        if generator.once(in: 8) { try await client.send(RedisCommand("DEL", .text(store.names.rollout(flag)))) }
    }

    private mutating func clash(_ flag: String) async throws {
        let names = store.names
        let key = RedisValue.text(
            generator.pick([
                names.rollout(flag), names.flag(flag), names.flagsIndex, names.flagsEnabled, names.rolloutsIndex, names.log,
                names.history(flag), names.leader, names.epoch, names.planFaults,
            ])
        )
        let kept = try await client.send(RedisCommand("RENAME", key, "kept")).string != nil
        try await client.send(generator.once(in: 2) ? RedisCommand("SET", key, "x") : RedisCommand("RPUSH", key, "x"))
        _ = try? await store.kill(flag, actor: "bob", reason: "", now: now)
        try? await commit(flag)
        try? await lease()
        try? await channel()
        try? await notice(flag)
        try await client.send(RedisCommand("DEL", key))
        if kept { try await client.send(RedisCommand("RENAME", "kept", key)) }
    }
}
