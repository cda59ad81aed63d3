import Control
import Fixture
import Rollouts
import Store
import Testing
import Wire

@Suite("Taking orders")
struct OrderTakerTests {
    private static let now = VirtualTimepiece.dawn

    private static func ticket(_ order: Order, force: Bool = false) -> OrderTicket {
        OrderTicket(order, actor: "ci (for ann)", reason: "seen by on-call", force: force)
    }

    /// A book with a rollout of `f` that is scheduled, and a taker of orders to it.
    private static func book() async throws -> (OrderBook, OrderTaker) {
        let book = OrderBook()
        _ = try await book.memory.commit(try Draft(PlanText.steps("f")).schedule(), by: .order, now: now)
        return (book, OrderTaker(store: book, speed: 1, now: { now + .seconds(7) }))
    }

    @Test("An order is committed with who, why and when, and told with where it led")
    func taken() async throws {
        let (book, taker) = try await Self.book()
        let result = try await taker.take(Self.ticket(.start), for: "f")
        let entry = try #require(book.memory.entries.last)
        let event = try #require(RolloutEvent(json: entry.event))
        #expect(event.actor == "ci (for ann)" && event.reason == "seen by on-call" && event.at == Self.now + .seconds(7))
        #expect(event.request == nil && event.grounds == nil)
        #expect(result.phase == .progressing && result.revision == entry.id && result.stage == 0)
        #expect(result.percentage?.before == .zero && result.percentage?.after.description == "5 %")
        #expect(result.sentence == "f is progressing, 0 % → 5 %")
        #expect(result.json["percentageBefore"] == 0 && result.json["percentage"] == 5 && result.json["order"] == "start")
        let paused = try await taker.take(Self.ticket(.pause), for: "f")
        #expect(paused.sentence == "f is paused, at 5 %")
    }

    @Test("An order that does not fit is refused with its reason and changes nothing")
    func refused() async throws {
        let (book, taker) = try await Self.book()
        let wrong = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.resume), for: "f") }
        #expect(wrong?.code == .refused(.wrongPhase) && wrong?.description.contains("possible now") == true)
        _ = try await taker.take(Self.ticket(.start), for: "f")
        let unread = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.advance), for: "f") }
        #expect(unread?.code == .refused(.guardsNotClear))
        #expect(try await taker.take(Self.ticket(.advance, force: true), for: "f").percentage?.after.description == "25 %")
        let unknown = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.start), for: "g") }
        #expect(unknown?.code == .unknownFlag)
        #expect(book.commits == 2)
    }

    @Test("A plan that cannot be read is told")
    func unreadable() async throws {
        let (book, taker) = try await Self.book()
        var stored = try #require(try await book.rollout("f"))
        stored.planText = "{"
        let event = RolloutEvent(
            Transition(.planChanged, stored.state),
            before: stored.state,
            verdicts: [],
            plan: try Draft(PlanText.steps("f")).plan,
            at: Self.now,
            grounds: nil
        )
        let commit = Commit(rollout: stored, transition: Transition(.planChanged, stored.state), event: event)
        _ = try await book.memory.commit(commit, by: .order, now: Self.now)
        let fault = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.start), for: "f") }
        #expect(fault?.code == .unreadablePlan)
    }

    @Test("Where another wrote first, the order is judged again on what it wrote; not for ever")
    func contended() async throws {
        let (book, taker) = try await Self.book()
        _ = try await taker.take(Self.ticket(.start), for: "f")
        book.beforeCommits([{ _ = try await OrderTaker(store: book.memoryKeeper, speed: 1).take(Self.ticket(.rollback), for: "f") }]
        )
        let refused = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.pause), for: "f") }
        #expect(refused?.code == .refused(.wrongPhase))

        _ = try await taker.take(Self.ticket(.restart), for: "f")
        let before = book.commits
        let quarrel: @Sendable () async throws -> Void = {
            let other = OrderTaker(store: book.memoryKeeper, speed: 1)
            _ = try await other.take(Self.ticket(.pause), for: "f")
        }
        book.beforeCommits([quarrel])
        _ = try await taker.take(Self.ticket(.rollback), for: "f")
        #expect(book.commits == before + 2)

        let again: @Sendable () async throws -> Void = {
            let other = OrderTaker(store: book.memoryKeeper, speed: 1)
            _ = try await other.take(Self.ticket(.restart), for: "f")
            _ = try await other.take(Self.ticket(.rollback), for: "f")
        }
        book.beforeCommits([@Sendable () async throws -> Void](repeating: again, count: OrderTaker.tries))
        let fault = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.restart), for: "f") }
        #expect(fault?.code == .contended)
    }

    @Test("A store that is away is told, and whether it may have been done")
    func away() async throws {
        let (book, taker) = try await Self.book()
        book.memory.suffer(.refusing)
        let fault = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.start), for: "f") }
        #expect(fault?.code == .store(StoreFault(.unavailable, "the store is away")))
    }

    // MARK: - Requests that come again

    @Test("A request whose answer was lost finds what it did, and does nothing again")
    func lost() async throws {
        let (book, taker) = try await Self.book()
        _ = try await taker.take(Self.ticket(.start), for: "f")
        book.beforeCommits([{ book.memory.suffer(.losingAnswers) }])
        let fault = await #expect(throws: OrderFault.self) {
            try await taker.take(Self.ticket(.advance, force: true), for: "f", mark: OrderMark("m1", mayBeDone: false))
        }
        guard case .store(let inner) = fault?.code else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(inner.mayHaveRun)
        book.memory.suffer(nil)
        let entries = book.memory.entries
        let mark = OrderMark("m1", mayBeDone: true)
        let result = try await taker.take(Self.ticket(.advance, force: true), for: "f", mark: mark)
        #expect(book.memory.entries == entries && entries.last?.event["request"]?.string == "m1")
        #expect(result.revision == entries.last?.id && result.percentage?.after.description == "25 %")
        let other = OrderMark("m2", mayBeDone: true)
        let next = try await taker.take(Self.ticket(.advance, force: true), for: "f", mark: other)
        #expect(next.percentage?.after.description == "100 %")
    }

    @Test(
        "Another try of the same request that is written between reading and writing is found, and nothing is done twice",
        arguments: [true, false]
    )
    func late(mayBeDone: Bool) async throws {
        let (book, taker) = try await Self.book()
        _ = try await taker.take(Self.ticket(.start), for: "f")
        let ticket = Self.ticket(.advance, force: true)
        book.beforeCommits([
            {
                let first = OrderTaker(store: book.memoryKeeper, speed: 1)
                _ = try await first.take(ticket, for: "f", mark: OrderMark("m", mayBeDone: !mayBeDone))
            }
        ])
        let result = try await taker.take(ticket, for: "f", mark: OrderMark("m", mayBeDone: mayBeDone))
        #expect(result.percentage?.after.description == "25 %")
        #expect(book.memory.entries.count { $0.event["request"]?.string == "m" } == 1)
        #expect(try await book.rollout("f")?.state.percentage.description == "25 %")
    }

    // MARK: - Kill and restore

    @Test("A kill asks nothing, and is one call")
    func kill() async throws {
        let (book, taker) = try await Self.book()
        book.memory.suffer(.refusing)
        book.answer(kill: .done(revision: "9-0", replicas: 2))
        let result = try await taker.take(Self.ticket(.kill), for: "f", mark: OrderMark("m", mayBeDone: false))
        #expect(result.phase == .killed && result.revision == "9-0" && result.replicas == 2)
        #expect(book.kills == [.init(actor: "ci (for ann)", reason: "seen by on-call", request: "m")])
        book.answer(kill: .already)
        let again = try await taker.take(Self.ticket(.kill), for: "f")
        #expect(again.sentence == "f was off already; published again" && again.revision == nil)
        book.answer(kill: .missing)
        let fault = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.kill), for: "f") }
        #expect(fault?.code == .unknownFlag)
    }

    @Test("A restore without a rollout turns the flag on; another order has nothing to do there")
    func restore() async throws {
        let book = OrderBook()
        let taker = OrderTaker(store: book, speed: 1)
        book.answer(restore: .done(revision: "3-0"))
        let result = try await taker.take(Self.ticket(.restore), for: "g")
        #expect(result.phase == nil && result.revision == "3-0" && result.sentence == "g is as it was before the kill")
        book.answer(restore: .alive)
        let alive = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.restore), for: "g") }
        #expect(alive?.code == .refused(.nothingToDo))
        let other = await #expect(throws: OrderFault.self) { try await taker.take(Self.ticket(.pause), for: "g") }
        #expect(other?.code == .unknownFlag && book.restores.count == 2)
    }
}

extension OrderBook {
    /// The same book for one who comes between: without the steps of the test.
    fileprivate var memoryKeeper: MemoryOrders { MemoryOrders(memory: memory) }
}

/// Orders to rollouts in memory.
private struct MemoryOrders: OrderKeeper {
    let memory: MemoryKeeper

    func rollout(_ flag: String) async throws(StoreFault) -> StoredRollout? { try await memory.rollout(flag) }

    func commit(_ commit: Commit, by writer: Writer, now: Moment) async throws(StoreFault) -> WriteOutcome {
        try await memory.commit(commit, by: writer, now: now)
    }

    func kill(_: String, actor: String, reason: String, request: String?, now: Moment) async throws(StoreFault) -> KillOutcome {
        .missing
    }

    func restore(_: String, actor: String, reason: String, request: String?, now: Moment) async throws(StoreFault)
        -> RestoreOutcome
    { .missing }

    func history(_ flag: String, limit: Int) async throws(StoreFault) -> [LogEntry] {
        Array(memory.entries.reversed().filter { $0.flag == flag }.prefix(limit))
    }
}
