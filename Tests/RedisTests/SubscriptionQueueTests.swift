import Testing

@testable import Redis

@Suite struct SubscriptionQueueTests {
    private typealias Queue = SubscriptionQueue<Int>

    private func queue(events: Int = 10, bytes: Int = 1000) -> Queue {
        Queue(channels: ["a", "b"], limits: SubscriptionLimits(events: events, bytes: bytes))
    }

    private func confirmation(_ channel: String) -> RedisReply {
        .array([.bulk(Array("subscribe".utf8)), .bulk(Array(channel.utf8)), .integer(1)])
    }

    private func message(_ text: String) -> RedisReply {
        .array([.bulk(Array("message".utf8)), .bulk([0x61]), .bulk(Array(text.utf8))])
    }

    private func event(_ text: String) -> RedisSubscriptionEvent { .message(channel: "a", payload: Array(text.utf8)) }

    private func confirm(_ queue: inout Queue) {
        _ = queue.receive(confirmation("a"))
        _ = queue.receive(confirmation("b"))
    }

    private func item(_ queue: inout Queue) -> SubscriptionItem? {
        switch queue.next(1) {
        case .ready(let item): item
        case .waiting: nil
        }
    }

    private func receive(_ queue: inout Queue, _ reply: RedisReply) -> Queue.Effect { queue.receive(reply) }

    private func finish(_ queue: inout Queue, _ fault: RedisFault) -> Int? { queue.finish(fault) }

    private func cancel(_ queue: inout Queue) -> Int? { queue.cancel() }

    @Test func tellsOnceAllChannelsAreConfirmed() {
        var queue = queue()
        #expect(receive(&queue, confirmation("a")).delivery == nil)
        #expect(item(&queue) == nil)
        let effect = queue.receive(confirmation("b"))
        #expect(effect.delivery?.waiter == 1)
        #expect(effect.delivery?.event == .subscribed)
    }

    @Test func keepsMessagesForABusyConsumer() {
        var queue = queue()
        confirm(&queue)
        _ = queue.receive(message("1"))
        _ = queue.receive(message("2"))
        #expect(item(&queue) == .event(.subscribed))
        #expect(item(&queue) == .event(event("1")))
        #expect(item(&queue) == .event(event("2")))
        #expect(item(&queue) == nil)
        #expect(receive(&queue, message("3")).delivery?.event == event("3"))
    }

    @Test func dropsWhatComesBeforeTheConsumerIsTold() {
        var queue = queue()
        _ = queue.receive(message("early"))
        confirm(&queue)
        #expect(item(&queue) == .event(.subscribed))
        #expect(item(&queue) == nil)
    }

    @Test(arguments: [(3, 1000), (100, 9)]) func endsWhenTheConsumerIsTooSlow(events: Int, bytes: Int) {
        var queue = queue(events: events, bytes: bytes)
        confirm(&queue)
        #expect(receive(&queue, message("1")).fault == nil)
        #expect(receive(&queue, message("2")).fault == nil)
        #expect(receive(&queue, message("3 and more")).fault?.code == .overloaded)
    }

    @Test func tellsTheEndAfterTheMessages() {
        var queue = queue()
        confirm(&queue)
        _ = queue.receive(message("1"))
        #expect(finish(&queue, .lost("x")) == nil)
        _ = queue.receive(message("after"))
        #expect(item(&queue) == .event(.subscribed))
        #expect(item(&queue) == .event(event("1")))
        #expect(item(&queue) == .ended(.lost("x")))
        #expect(finish(&queue, .lost("y")) == nil)
    }

    @Test func wakesTheConsumerAtTheEndOrOnCancellation() {
        var ended = queue()
        #expect(item(&ended) == nil)
        #expect(finish(&ended, .lost("x")) == 1)
        var cancelled = queue()
        #expect(item(&cancelled) == nil)
        #expect(cancel(&cancelled) == 1)
        #expect(cancel(&cancelled) == nil)
    }

    @Test func errorsEndAnUnconfirmedSubscriptionOnly() {
        let refusal = RedisReply.error(RedisServerError(message: "NOPERM no"))
        var early = queue()
        #expect(receive(&early, refusal).fault?.server?.prefix == "NOPERM")
        var live = queue()
        confirm(&live)
        #expect(receive(&live, refusal).fault == nil)
    }

    @Test(arguments: [
        RedisReply.null, .integer(1), .array([]), .array([.bulk(Array("pmessage".utf8)), .null, .null]),
        .array([.bulk(Array("subscribe".utf8)), .bulk(Array("other".utf8)), .integer(1)]),
        .array([.bulk(Array("message".utf8)), .bulk([0x61]), .integer(1)]),
    ])
    func refusesWhatIsNoSubscription(reply: RedisReply) {
        var queue = queue()
        #expect(receive(&queue, reply).fault?.code == .protocolViolation)
    }

    @Test func takesAPongForAnAnswer() {
        var queue = queue()
        confirm(&queue)
        #expect(receive(&queue, .array([.bulk(Array("pong".utf8)), .bulk([])])).fault == nil)
    }
}
