import Curl
import Rollouts
import Testing
import Wire

@testable import Readings

@Suite(.timeLimit(.minutes(10))) struct SourceChannelTests {
    static let source = #"{"kind":"report","url":"http://h/{flag}","maxConcurrent":2,"timeout":"5m"}"#
    static let report = StubTransport.Answer.answer(#"{"exposures":1,"errors":0}"#)
    static let counts = Reading.Outcome.counts(treatment: .init(exposures: 1), control: nil)

    private func request(_ path: String = "x") -> SourceRequest {
        SourceRequest(method: "GET", url: "http://h/\(path)")
    }

    @Test func `Equal questions under way are sent once`() async throws {
        let gate = Gate()
        let stub = StubTransport { _, _ in
            await gate.pass()
            return Self.report
        }
        let channel = try channel(Self.source, stub)
        try await withThrowingTaskGroup(of: JSON.self) { group in
            for _ in 0..<20 { group.addTask { try await channel.answer(to: request()) } }
            await until { channel.flights.waiting(for: request()) == 19 }
            gate.open()
            for try await json in group { #expect(json["exposures"]?.integer == 1) }
        }
        #expect(stub.requests.count == 1)
        _ = try await channel.answer(to: request())
        #expect(stub.requests.count == 2)
    }

    @Test func `When the one who asks is cancelled another asks`() async throws {
        let gate = Gate()
        let stub = StubTransport { _, before in
            await gate.pass()
            return before == 0
                ? .failure(TransportFault(code: .cancelled, isTransient: false, message: "")) : Self.report
        }
        let channel = try channel(Self.source, stub)
        async let first = try? channel.answer(to: request())
        await until { gate.waiting == 1 }
        async let second = channel.answer(to: request())
        await until { channel.flights.waiting(for: request()) == 1 }
        gate.open()
        #expect(await first == nil)
        #expect(try await second["exposures"]?.integer == 1)
        #expect(stub.requests.count == 2)
    }

    @Test func `Who waits for another's answer can be cancelled alone`() async throws {
        let gate = Gate()
        let stub = StubTransport { _, _ in
            await gate.pass()
            return Self.report
        }
        let channel = try channel(Self.source, stub)
        async let first = channel.answer(to: request())
        await until { gate.waiting == 1 }
        let second = Task { try await channel.answer(to: request()) }
        await until { channel.flights.waiting(for: request()) == 1 }
        second.cancel()
        // Before the gate opens.
        await #expect(throws: ReadingFault.cancelled) { try await second.value }
        gate.open()
        #expect(try await first["exposures"]?.integer == 1)
    }

    @Test func `No more requests than the limit are under way`() async throws {
        let gate = Gate()
        let stub = StubTransport { _, _ in
            await gate.pass()
            return Self.report
        }
        let channel = try channel(Self.source, stub)
        try await withThrowingTaskGroup(of: JSON.self) { group in
            for number in 0..<10 { group.addTask { try await channel.answer(to: request("\(number)")) } }
            await until {
                (0..<10).allSatisfy { channel.flights.waiting(for: request("\($0)")) == 0 } && gate.waiting == 2
            }
            for _ in 0..<100 { await Task.yield() }
            #expect(stub.requests.count == 2)
            gate.open()
            try await group.waitForAll()
        }
        #expect(stub.requests.count == 10)
    }

    @Test func `Who waits for room can be cancelled, and the room is not lost`() async throws {
        let gate = Gate()
        let stub = StubTransport { _, _ in
            await gate.pass()
            return Self.report
        }
        let channel = try channel(#"{"kind":"report","url":"http://h","maxConcurrent":1}"#, stub)
        async let first = channel.answer(to: request("1"))
        await until { gate.waiting == 1 }
        let second = Task { try await channel.answer(to: request("2")) }
        await until { channel.flights.waiting(for: request("2")) == 0 }
        second.cancel()
        await #expect(throws: ReadingFault.cancelled) { try await second.value }
        gate.open()
        _ = try await first
        _ = try await channel.answer(to: request("3"))
        #expect(stub.requests.map(\.url) == ["http://h/1", "http://h/3"])
    }

    @Test func `Who waits longer than the time-out is told that the source is busy`() async throws {
        let clock = StubClock()
        let stub = StubTransport { _, _ in
            await until { clock.sleeps.count == 1 }
            return Self.report
        }
        let channel = try channel(#"{"kind":"report","url":"http://h","maxConcurrent":1}"#, stub, clock: clock.source)
        async let first = channel.answer(to: request("1"))
        await until { stub.requests.count == 1 }
        let second = Task { try await channel.answer(to: request("2")) }
        await until { channel.admission.waiting == 1 }
        try await clock.source.sleep(.seconds(11))
        _ = try await first
        let busy = ReadingFault(
            .unreachable,
            "is not asked: 1 requests are under way and more wait; raise the source's maxConcurrent"
        )
        await #expect(throws: busy) { try await second.value }
        #expect(stub.requests.count == 1)
    }
}
