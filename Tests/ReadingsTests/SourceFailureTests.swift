import Curl
import Rollouts
import Testing

@testable import Readings

@Suite struct SourceFailureTests {
    static let source = #"{"kind":"report","url":"http://h/{flag}","adaptive":true,"minInterval":"250ms"}"#
    static let report = StubTransport.Answer.answer(#"{"exposures":1,"errors":0}"#)
    static let counts = Reading.Outcome.counts(treatment: .init(exposures: 1), control: nil)

    static let transient: [StubTransport.Answer] = [
        .refused, .answer("", status: 502), .answer("", status: 503), .answer("", status: 504),
    ]

    @Test(arguments: transient.indices)
    func `A passing failure is retried once, with jitter, within the time-out`(index: Int) async throws {
        let clock = StubClock()
        let stub = StubTransport { _, before in before == 0 ? Self.transient[index] : Self.report }
        let outcome = try await sources(Self.source, stub, clock: clock.source).read(question(), from: "a")
        #expect(outcome == Self.counts)
        #expect(clock.sleeps == [.milliseconds(150)])
        #expect(stub.requests.map(\.timeout) == [.seconds(10), .milliseconds(9850)])
    }

    static let lasting: [StubTransport.Answer] = [
        .answer("", status: 500), .answer("", status: 429), .answer("", status: 401), .answer("{"),
        .answer("", status: 503, headers: [("retry-after", "9")]),
        .failure(TransportFault(code: .unreachable, isTransient: false, message: "TLS.")),
    ]

    @Test(arguments: lasting.indices)
    func `A failure that would come again is not retried`(index: Int) async throws {
        let stub = StubTransport(Self.lasting[index])
        let outcome = try await sources(Self.source, stub).read(question(), from: "a")
        #expect(!outcome.isUsable)
        #expect(stub.requests.count == 1)
    }

    @Test func `There is one retry only, and none without time`() async throws {
        let clock = StubClock()
        let stub = StubTransport(.refused)
        _ = try await sources(Self.source, stub, clock: clock.source).read(question(), from: "a")
        #expect(stub.requests.count == 2)
        let slow = StubTransport { _, _ in
            clock.advance(by: .milliseconds(9900))
            return .refused
        }
        _ = try await sources(Self.source, slow, clock: clock.source).read(question(), from: "a")
        #expect(slow.requests.count == 1)
    }

    @Test func `A source that does not answer is left alone, then tried by one`() async throws {
        let clock = StubClock()
        let stub = StubTransport { _, before in before < 10 ? .refused : Self.report }
        let all = try sources(Self.source, stub, clock: clock.source)
        for _ in 0..<5 { _ = await all.read(try question(), from: "a") }
        #expect(stub.requests.count == 10)
        #expect(all.advice(for: "a")?.isThrottled == true)
        #expect(
            await all.read(try question(), from: "a")
                == .unreachable("h is left alone for another 1 s, because it failed: cannot be reached: No connection.")
        )
        #expect(stub.requests.count == 10)
        clock.advance(by: .milliseconds(750))
        #expect(await all.read(try question(), from: "a") == Self.counts)
        #expect(all.advice(for: "a")?.isThrottled == false)
    }

    @Test func `A source that answers badly is not left alone`() async throws {
        let stub = StubTransport(.answer("<html>"))
        let all = try sources(Self.source, stub)
        for _ in 0..<10 { #expect(await all.read(try question(), from: "a").isMalformed) }
        #expect(stub.requests.count == 10)
    }

    @Test func `Retry-After is honoured`() async throws {
        let clock = StubClock()
        let stub = StubTransport { _, before in
            before == 0 ? .answer("", status: 429, headers: [("retry-after", "30")]) : Self.report
        }
        let all = try sources(Self.source, stub, clock: clock.source)
        #expect(await all.read(try question(), from: "a").isUnreachable)
        clock.advance(by: .seconds(29))
        #expect(
            await all.read(try question(), from: "a")
                == .unreachable(
                    "h is left alone for another 1 s, because it failed: is asked too often (429); raise the interval or its limit"
                )
        )
        #expect(stub.requests.count == 1)
        clock.advance(by: .seconds(1))
        #expect(await all.read(try question(), from: "a") == Self.counts)
    }

    @Test func `Advice tells the pace, the latency and a 429`() async throws {
        let clock = StubClock()
        let stub = StubTransport { _, before in
            clock.advance(by: .milliseconds(40))
            return before == 0 ? .answer("", status: 429) : Self.report
        }
        let all = try sources(Self.source, stub, clock: clock.source)
        var expected = SourceAdvice(isAdaptive: true, minInterval: .milliseconds(250), latency: nil, isThrottled: false)
        #expect(all.advice(for: "a") == expected)
        _ = await all.read(try question(), from: "a")
        expected.latency = .milliseconds(40)
        expected.isThrottled = true
        #expect(all.advice(for: "a") == expected)
        _ = await all.read(try question(), from: "a")
        expected.isThrottled = false
        #expect(all.advice(for: "a") == expected)
        #expect(all.advice(for: "b") == nil)
    }

    @Test func `A source that is not configured is told`() async throws {
        let outcome = try await sources(Self.source, StubTransport(.refused)).read(question(), from: "b")
        #expect(outcome == .malformed("no metric source 'b' in the configuration; did you mean 'a'?"))
    }
}
