import Fixture
import Redis
import Store
import Testing
import Wire

@Suite("Alert channels whose log was trimmed, lost or taken over")
struct LogTrimAlertTests {
    private func add(_ numbers: ClosedRange<Int>, _ bench: StoreBench) async throws {
        for number in numbers {
            try await bench.send("XADD", .text(bench.names.log), "*", "kind", "k", "flag", "f", "event", "\(number)")
        }
    }

    private func numbers(_ entries: [LogEntry]) -> [Int] { entries.compactMap(\.event.integer) }

    /// Takes everything that `channel` has to hear, in batches of `limit`.
    private func drain(_ channel: String, _ bench: StoreBench, limit: Int = 3) async throws -> [Int] {
        var heard: [Int] = []
        while true {
            let entries = try await bench.store.undelivered(channel, limit: limit)
            if entries.isEmpty { return heard }
            for entry in entries {
                try await bench.store.acknowledge(channel, id: entry.id)
                heard += numbers([entry])
            }
        }
    }

    private func pending(_ bench: StoreBench) async throws -> Int? {
        try await bench.send("XPENDING", .text(bench.names.log), "alert:ops").array?.first?.integer
    }

    @Test("What went from the log while it was pending is set aside and told, and starves nothing behind it")
    func lost() async throws {
        try await StoreBench.with { bench in
            try await bench.store.openChannel("ops")
            try await add(1...10, bench)
            let read = try await bench.store.undelivered("ops", limit: 8)
            try await bench.send("XTRIM", .text(bench.names.log), "MINID", .text(read[5].id))
            try await bench.send("XDEL", .text(bench.names.log), .text(read[6].id))
            var lost: [String] = []
            // A batch of two is nothing but lost ones, twice.
            let first = try await bench.store.undelivered("ops", limit: 2) { lost += $0 }
            #expect(numbers(first) == [6])
            #expect(lost == read[0...4].map(\.id))
            #expect(try await drain("ops", bench) == [6, 8, 9, 10])
            #expect(try await pending(bench) == 0)
            let parked = try await bench.send("XRANGE", .text(bench.names.parked("ops")), "-", "+").array ?? []
            #expect(parked.compactMap { $0.array?.last?.map?["entry"] } == (read[0...4] + [read[6]]).map(\.id))
            #expect(parked.first?.array?.last?.map?["reason"]?.contains("before it was delivered") == true)
        }
    }

    @Test("Very many lost ones are set aside over several looks; none of them is delivered, what is new is")
    func manyLost() async throws {
        try await StoreBench.with { bench in
            try await bench.store.openChannel("ops")
            try await add(1...100, bench)
            _ = try await bench.store.undelivered("ops", limit: 100)
            try await bench.send("XTRIM", .text(bench.names.log), "MAXLEN", "0")
            try await add(101...102, bench)
            #expect(try await bench.store.undelivered("ops", limit: 1).isEmpty)
            var heard: [LogEntry] = []
            while heard.isEmpty { heard = try await bench.store.undelivered("ops", limit: 1) }
            #expect(numbers(heard) == [101])
            #expect(try await drain("ops", bench) == [101, 102])
        }
    }

    @Test("After the log was lost, what was written to the new one before the next look is heard", arguments: [false, true])
    func lostLog(withPlaces: Bool) async throws {
        try await StoreBench.with { bench in
            try await bench.store.openChannel("ops")
            try await add(1...2, bench)
            #expect(try await drain("ops", bench) == [1, 2])
            try await bench.send("DEL", .text(bench.names.log))
            if !withPlaces { try await bench.send("DEL", .text(bench.names.channels)) }
            try await add(3...5, bench)
            #expect(try await drain("ops", bench) == [3, 4, 5])
        }
    }

    @Test("A new log whose ids are older, since its server's clock is behind, is heard from its beginning")
    func olderLog() async throws {
        try await StoreBench.with { bench in
            try await bench.store.openChannel("ops")
            try await add(1...2, bench)
            #expect(try await drain("ops", bench) == [1, 2])
            try await bench.send("DEL", .text(bench.names.log))
            try await bench.send("XADD", .text(bench.names.log), "5-0", "event", "3")
            #expect(try await drain("ops", bench) == [3])
        }
    }

    @Test("A group that was lost while the log stayed goes on where it was, also at the next start")
    func lostGroup() async throws {
        try await StoreBench.with { bench in
            try await add(1...2, bench)
            for channel in ["ops", "dev", "late"] { try await bench.store.openChannel(channel) }
            try await add(3...6, bench)
            let read = try await bench.store.undelivered("ops", limit: 3)
            for entry in read.dropLast() { try await bench.store.acknowledge("ops", id: entry.id) }
            let other = try await bench.store.undelivered("dev", limit: 3)
            try await bench.store.park("dev", id: other[0].id, reason: "too long")
            for channel in ["ops", "dev", "late"] {
                try await bench.send("XGROUP", "DESTROY", .text(bench.names.log), .text("alert:\(channel)"))
            }
            // 5 had been read and not acknowledged.
            try await bench.store.openChannel("ops")
            #expect(try await drain("ops", bench) == [5, 6])
            #expect(try await drain("dev", bench) == [4, 5, 6])
            #expect(try await drain("late", bench) == [3, 4, 5, 6])
        }
    }

    @Test("When a leader dies between reading and acknowledging, the next one hears that first, and each once")
    func takeOver() async throws {
        try await StoreBench.with { bench in
            let next = RolloutStore(client: bench.client, prefix: bench.names.prefix)
            try await bench.store.openChannel("ops")
            try await next.openChannel("ops")
            try await add(1...6, bench)
            // The first leader reads four, sends two of them, and is gone before the second is acknowledged.
            let read = try await bench.store.undelivered("ops", limit: 4)
            try await bench.store.acknowledge("ops", id: read[0].id)
            var heard: [Int] = [1]
            while true {
                let entries = try await next.undelivered("ops", limit: 4)
                if entries.isEmpty { break }
                for entry in entries {
                    try await next.acknowledge("ops", id: entry.id)
                    heard += numbers([entry])
                }
            }
            // 2 was sent by both, which its id tells the receiver; nothing else was.
            #expect(heard == [1, 2, 3, 4, 5, 6])
            #expect(try await bench.store.undelivered("ops", limit: 4).isEmpty)
            #expect(try await pending(bench) == 0)
        }
    }

    @Test("An acknowledgement of a name of another kind fails and tells")
    func wrongKind() async throws {
        try await StoreBench.with { bench in
            try await bench.send("SET", .text(bench.names.log), "x")
            let acknowledging = await #expect(throws: StoreFault.self) { try await bench.store.acknowledge("ops", id: "1-0") }
            #expect(acknowledging?.code == .wrongType)
            let opening = await #expect(throws: StoreFault.self) { try await bench.store.openChannel("ops") }
            #expect(opening?.code == .wrongType)
        }
    }
}
