import Testing

@testable import Readings

@Suite struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    private func permit(_ breaker: inout CircuitBreaker, after seconds: Double = 0) throws -> CircuitBreaker.Permit {
        guard case .go(let permit) = breaker.admit(at: start + .seconds(seconds)) else {
            throw Refused(seconds: seconds)
        }
        return permit
    }

    struct Refused: Error { let seconds: Double }

    /// Fails so often at once, with full back-off.
    private func fail(_ breaker: inout CircuitBreaker, times: Int, after seconds: Double = 0) throws {
        for _ in 0..<times {
            breaker.failed(try permit(&breaker, after: seconds), at: start + .seconds(seconds), jitter: 1, pause: nil)
        }
    }

    @Test func `It opens at the fifth failure in a row`() throws {
        var breaker = CircuitBreaker()
        try fail(&breaker, times: 4)
        breaker.succeeded(try permit(&breaker))
        try fail(&breaker, times: 4)
        #expect(breaker.isClosed)
        try fail(&breaker, times: 1)
        #expect(!breaker.isClosed)
        #expect(breaker.admit(at: start) == .refused(until: start + .seconds(1)))
    }

    @Test(arguments: [(0.0, 0.5), (0.5, 0.75), (1, 1), (7, 1), (-7, 0.5)])
    func `Chance shortens the back-off by up to half`(jitter: Double, seconds: Double) throws {
        var breaker = CircuitBreaker()
        try fail(&breaker, times: 4)
        breaker.failed(try permit(&breaker), at: start, jitter: jitter, pause: nil)
        #expect(breaker.admit(at: start) == .refused(until: start + .seconds(seconds)))
    }

    @Test func `One request tries the source, and its success closes it`() throws {
        var breaker = CircuitBreaker()
        try fail(&breaker, times: 5)
        let probe = try permit(&breaker, after: 1)
        #expect(breaker.admit(at: start + .seconds(1)) == .refused(until: nil))
        #expect(!breaker.isClosed)
        breaker.succeeded(probe)
        #expect(breaker.isClosed)
        try fail(&breaker, times: 4, after: 1)
        #expect(breaker.isClosed)
    }

    @Test func `The back-off doubles up to a minute`() throws {
        var breaker = CircuitBreaker()
        try fail(&breaker, times: 5)
        var time = 1.0
        for step in [2.0, 4, 8, 16, 32, 60, 60] {
            try fail(&breaker, times: 1, after: time)
            #expect(breaker.admit(at: start + .seconds(time)) == .refused(until: start + .seconds(time + step)))
            time += step
        }
    }

    @Test func `A withdrawn trial leaves the next one free`() throws {
        var breaker = CircuitBreaker()
        try fail(&breaker, times: 5)
        breaker.abandoned(try permit(&breaker, after: 1), at: start + .seconds(1))
        breaker.succeeded(try permit(&breaker, after: 1))
        #expect(breaker.isClosed)
    }

    @Test func `A withdrawn request changes nothing while it is closed`() throws {
        var breaker = CircuitBreaker()
        breaker.abandoned(try permit(&breaker), at: start)
        #expect(breaker.isClosed)
    }

    @Test func `Results from before it opened count no more`() throws {
        var breaker = CircuitBreaker()
        let early = try permit(&breaker)
        try fail(&breaker, times: 5)
        breaker.succeeded(early)
        #expect(!breaker.isClosed)
        let probe = try permit(&breaker, after: 1)
        breaker.failed(early, at: start + .seconds(1), jitter: 1, pause: nil)
        breaker.abandoned(early, at: start + .seconds(1))
        breaker.succeeded(probe)
        #expect(breaker.isClosed)
    }

    @Test func `A pause that a server asks for holds at once, and the longest one wins`() throws {
        var breaker = CircuitBreaker()
        let others = [try permit(&breaker), try permit(&breaker)]
        breaker.failed(try permit(&breaker), at: start, jitter: 0, pause: .seconds(30))
        breaker.failed(others[0], at: start, jitter: 0, pause: .seconds(90))
        breaker.failed(others[1], at: start, jitter: 0, pause: .seconds(5))
        #expect(breaker.admit(at: start + .seconds(89)) == .refused(until: start + .seconds(90)))
        breaker.failed(try permit(&breaker, after: 90), at: start + .seconds(90), jitter: 0, pause: .seconds(10))
        #expect(breaker.admit(at: start + .seconds(91)) == .refused(until: start + .seconds(100)))
    }
}
