import Testing

@testable import Curl

@Suite struct HostQueueTests {
    @Test func runsUpToItsLimitAndThenInOrder() {
        var queue = HostQueue<String>(limit: 2)
        #expect(queue.enter("a") == nil)
        #expect(queue.enter("b") == nil)
        #expect(queue.enter("c") != nil)
        #expect(queue.enter("d") != nil)
        #expect(queue.leave() == "c")
        #expect(queue.leave() == "d")
        #expect(queue.leave() == nil)
        #expect(!queue.isIdle)
        #expect(queue.leave() == nil)
        #expect(queue.isIdle)
    }

    @Test func passesOverWhoGaveUp() throws {
        var queue = HostQueue<Int>(limit: 1)
        #expect(queue.enter(0) == nil)
        let places = (1...5).map { queue.enter($0) }
        for index in [0, 1, 3] { queue.giveUp(try #require(places[index])) }
        #expect(queue.leave() == 3)
        #expect(queue.leave() == 5)
        #expect(queue.leave() == nil)
        #expect(queue.isIdle)
        #expect(queue.enter(6) == nil)
        #expect(queue.enter(7) != nil)
        #expect(queue.leave() == 7)
    }

    @Test func letsOneRunWhateverTheLimit() {
        var queue = HostQueue<Int>(limit: -3)
        #expect(queue.enter(1) == nil)
        #expect(queue.enter(2) != nil)
    }
}
