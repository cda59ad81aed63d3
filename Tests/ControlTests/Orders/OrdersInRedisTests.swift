import Control
import Fixture
import Redis
import Rollouts
import Store
import Testing
import Wire

@Suite("Orders in a real Redis")
struct OrdersInRedisTests {
    private static let now = VirtualTimepiece.dawn

    @Test("Orders under marks are done once; a kill that was undone is not repeated by its own request")
    func once() async throws {
        try await RedisServer.with { client in
            let store = RolloutStore(client: client, prefix: "{t}:")
            _ = try await store.commit(try Draft(PlanText.steps("f")).schedule(), by: .order, now: Self.now)
            let taker = OrderTaker(store: store, speed: 1, now: { Self.now })
            func take(_ order: Order, _ mark: String? = nil, mayBeDone: Bool = true) async throws -> OrderResult {
                let ticket = OrderTicket(order, actor: "ci", reason: "r", force: true)
                return try await taker.take(ticket, for: "f", mark: mark.map { OrderMark($0, mayBeDone: mayBeDone) })
            }
            _ = try await take(.start)
            let first = try await take(.advance, "a", mayBeDone: false)
            let again = try await take(.advance, "a")
            #expect(first == again && first.percentage?.after.description == "25 %")
            #expect(try await store.rollout("f")?.state.percentage.description == "25 %")

            let kill = try await take(.kill, "k", mayBeDone: false)
            #expect(kill.phase == .killed && kill.revision != nil)
            #expect(try await take(.kill, "k").revision == kill.revision)
            _ = try await take(.restore)
            #expect(try await take(.kill, "k").revision == kill.revision)
            #expect(try await store.standing("f")?.enabled == true)
            #expect(try await store.history("f", limit: 10).map(\.kind) == ["restore", "kill", "advance", "start", "schedule"])
        }
    }

    @Test("A flag without a rollout is killed and restored, each once under its mark")
    func withoutRollout() async throws {
        try await RedisServer.with { client in
            let store = RolloutStore(client: client)
            _ = try await client.pipeline([
                RedisCommand("HSET", "flags:g", "enabled", "1"), RedisCommand("SADD", "flags:index", "g"),
            ])
            let taker = OrderTaker(store: store, speed: 1, now: { Self.now })
            let ticket = OrderTicket(.restore, actor: "ci", reason: "r")
            _ = try await taker.take(OrderTicket(.kill, actor: "ci", reason: "r"), for: "g")
            let restored = try await taker.take(ticket, for: "g", mark: OrderMark("m", mayBeDone: false))
            #expect(restored.phase == nil && restored.revision != nil)
            #expect(try await taker.take(ticket, for: "g", mark: OrderMark("m", mayBeDone: true)) == restored)
            #expect(try await store.standing("g")?.enabled == true)
        }
    }
}
