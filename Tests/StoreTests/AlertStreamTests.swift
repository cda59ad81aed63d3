import Fixture
import Redis
import Store
import Testing
import Wire

@Suite("The alert stream")
struct AlertStreamTests {
    private func add(_ number: Int, _ bench: StoreBench) async throws {
        try await bench.send("XADD", .text(bench.names.log), "*", "kind", "k", "flag", "f", "event", "\(number)")
    }

    private func numbers(_ entries: [LogEntry]) -> [Int?] { entries.map(\.event.integer) }

    @Test("A new channel hears from now on, in order, pending before new, until it acknowledges")
    func order() async throws {
        try await StoreBench.with { bench in
            try await add(0, bench)
            try await bench.store.openChannel("ops")
            try await bench.store.openChannel("ops")
            for number in 1...4 { try await add(number, bench) }
            let first = try await bench.store.undelivered("ops", limit: 3)
            #expect(numbers(first) == [1, 2, 3])
            #expect(try await bench.store.undelivered("ops", limit: 10) == first)
            try await bench.store.acknowledge("ops", id: first[0].id)
            #expect(numbers(try await bench.store.undelivered("ops", limit: 10)) == [2, 3])
            for entry in first.dropFirst() { try await bench.store.acknowledge("ops", id: entry.id) }
            #expect(numbers(try await bench.store.undelivered("ops", limit: 10)) == [4])
        }
    }

    @Test("Channels do not take from each other")
    func channels() async throws {
        try await StoreBench.with { bench in
            for channel in ["ops", "dev"] { try await bench.store.openChannel(channel) }
            try await add(1, bench)
            let heard = try await bench.store.undelivered("ops", limit: 10)
            try await bench.store.acknowledge("ops", id: heard[0].id)
            #expect(numbers(try await bench.store.undelivered("dev", limit: 10)) == [1])
            #expect(try await bench.store.undelivered("ops", limit: 10).isEmpty)
        }
    }

    @Test("What is parked is kept aside with its reason, and comes no more")
    func park() async throws {
        try await StoreBench.with { bench in
            try await bench.store.openChannel("ops")
            try await add(1, bench)
            let entry = try #require(try await bench.store.undelivered("ops", limit: 10).first)
            try await bench.store.park("ops", id: entry.id, reason: "too long")
            #expect(try await bench.store.undelivered("ops", limit: 10).isEmpty)
            let kept = try await bench.send("XRANGE", .text(bench.names.parked("ops")), "-", "+").array?.first
            #expect(kept?.array?.last?.map == ["entry": entry.id, "reason": "too long"])
        }
    }

    @Test("After the log was lost, the channel is opened anew and hears again")
    func lostLog() async throws {
        try await StoreBench.with { bench in
            try await bench.store.openChannel("ops")
            try await add(1, bench)
            try await bench.send("DEL", .text(bench.names.log))
            #expect(try await bench.store.undelivered("ops", limit: 10).isEmpty)
            try await add(2, bench)
            #expect(numbers(try await bench.store.undelivered("ops", limit: 10)) == [2])
        }
    }
}
