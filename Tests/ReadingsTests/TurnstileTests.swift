import Testing

@testable import Readings

@Suite struct TurnstileTests {
    private let start = ContinuousClock.now
    private var later: ContinuousClock.Instant { start + .seconds(10) }

    @Test func `So many are in at a time, and the first to come is the first to follow`() {
        var turnstile = Turnstile(width: 2)
        let entries = (1...5).map { turnstile.enter($0, until: later) }
        #expect(entries == [.admitted, .admitted, .waits, .waits, .waits])
        let moves = (0..<5).map { _ in turnstile.leave(at: start).admitted }
        #expect(moves == [3, 4, 5, nil, nil])
        let again = (6...8).map { turnstile.enter($0, until: later) }
        #expect(again == [.admitted, .admitted, .waits])
    }

    @Test func `Who waited too long is passed over`() {
        var turnstile = Turnstile(width: 1)
        _ = turnstile.enter(1, until: later)
        _ = turnstile.enter(2, until: start + .seconds(1))
        _ = turnstile.enter(3, until: start + .seconds(2))
        _ = turnstile.enter(4, until: later)
        #expect(turnstile.leave(at: start + .seconds(2)) == .init(admitted: 4, expired: [2, 3]))
    }

    @Test func `Who withdraws is passed over, once`() {
        var turnstile = Turnstile(width: 1)
        _ = turnstile.enter(1, until: later)
        _ = turnstile.enter(2, until: later)
        let withdrawals = [2, 2, 1].map { turnstile.withdraw($0) }
        #expect(withdrawals == [true, false, false])
        #expect(turnstile.leave(at: start) == .init())
        #expect(turnstile.enter(3, until: later) == .admitted)
    }

    @Test func `The queue has an end, also for those who come and go`() {
        var turnstile = Turnstile(width: 1)
        _ = turnstile.enter(0, until: later)
        for id in 1...Turnstile.longestQueue {
            #expect(turnstile.enter(id, until: later) == .waits)
            _ = turnstile.withdraw(id)
        }
        #expect(turnstile.enter(-1, until: later) == .full)
        #expect(turnstile.leave(at: start) == .init())
        #expect(turnstile.enter(-2, until: later) == .admitted)
        #expect(turnstile.enter(-3, until: later) == .waits)
    }

    @Test(arguments: [0, -1])
    func `A width is at least one`(width: Int) {
        var turnstile = Turnstile(width: width)
        #expect(turnstile.enter(1, until: later) == .admitted)
    }
}
