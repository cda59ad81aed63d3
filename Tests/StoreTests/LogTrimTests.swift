import Fixture
import Redis
import Rollouts
import Store
import Testing
import Wire

@Suite("Trimming the log")
struct LogTrimTests {
    private static let day = 86_400_000
    private static let now = Moment(milliseconds: 1000 * day)

    /// An entry a day, from day 1 to `days`; nodes of one entry, so that trimming is exact.
    private func fill(_ bench: StoreBench, days: Int) async throws {
        try await bench.send("CONFIG", "SET", "stream-node-max-entries", "1")
        for day in 1...days { try await add(bench, day: day) }
    }

    private func add(_ bench: StoreBench, day: Int) async throws {
        try await bench.send("XADD", .text(bench.names.log), "\(day * Self.day)-0", "kind", "k", "flag", "f", "event", "\(day)")
    }

    private func days(_ bench: StoreBench) async throws -> [Int] {
        try await bench.store.log(after: "0-0").compactMap(\.event.integer)
    }

    /// Trims what is older than ten days.
    private func trim(
        _ bench: StoreBench,
        _ channels: [String],
        now: Moment = LogTrimTests.now,
        token: String? = nil
    ) async throws -> TrimOutcome {
        let held = try await bench.store.leader()
        let lease: String
        if let token = token ?? held { lease = token } else { lease = try await bench.lease() }
        return try await bench.store.trimLog(olderThan: .seconds(10 * 86_400), channels: channels, now: now, token: lease)
    }

    /// Makes `channel` take `count` entries, and acknowledge all but those in `keeping`.
    private func deliver(_ bench: StoreBench, _ channel: String, _ count: Int, keeping: Set<Int> = []) async throws {
        for entry in try await bench.store.undelivered(channel, limit: count) where !keeping.contains(entry.event.integer ?? 0) {
            try await bench.store.acknowledge(channel, id: entry.id)
        }
    }

    /// A channel that begins with the first entry.
    private func open(_ bench: StoreBench, _ channel: String) async throws {
        try await bench.send("XGROUP", "CREATE", .text(bench.names.log), .text("alert:\(channel)"), "0")
    }

    @Test("What is older than its age goes, and nothing younger; only the leader trims")
    func age() async throws {
        try await StoreBench.with { bench in
            try await fill(bench, days: 30)
            let before = try await bench.dump()
            #expect(try await trim(bench, [], token: "0 x") == .leaseLost)
            #expect(try await bench.dump() == before)
            // Counted from the newest entry, since the clock runs 970 days ahead of it.
            #expect(try await trim(bench, []) == .done(removed: 19, forgotten: []))
            #expect(try await days(bench) == Array(20...30))
            #expect(try await trim(bench, []) == .done(removed: 0, forgotten: []))
            // A clock that is behind trims less.
            #expect(try await trim(bench, [], now: Moment(milliseconds: 25 * Self.day)) == .done(removed: 0, forgotten: []))
            #expect(try await trim(bench, [], now: Moment(milliseconds: -5)) == .done(removed: 0, forgotten: []))
        }
    }

    @Test("An empty log and none at all are left alone; a name of another kind is told")
    func nothing() async throws {
        try await StoreBench.with { bench in
            #expect(try await trim(bench, ["ops"]) == .done(removed: 0, forgotten: []))
            try await bench.store.openChannel("ops")
            #expect(try await trim(bench, ["ops"]) == .done(removed: 0, forgotten: []))
            try await bench.send("DEL", .text(bench.names.log))
            try await bench.send("SET", .text(bench.names.log), "x")
            let fault = await #expect(throws: StoreFault.self) { try await trim(bench, ["ops"]) }
            #expect(fault?.code == .wrongType && fault?.description.contains(bench.names.log) == true)
        }
    }

    @Test("Nothing goes that a channel has not read, or has read and not acknowledged, whichever channel is the last")
    func channels() async throws {
        try await StoreBench.with { bench in
            try await fill(bench, days: 30)
            for channel in ["ops", "dev", "new"] { try await open(bench, channel) }
            // A group that has not read yet holds all.
            #expect(try await trim(bench, ["ops", "dev", "new"]) == .done(removed: 0, forgotten: []))
            try await deliver(bench, "new", 30)
            try await deliver(bench, "ops", 15)
            try await deliver(bench, "dev", 20, keeping: [7, 12])
            #expect(try await trim(bench, ["ops", "dev", "new"]) == .done(removed: 6, forgotten: []))
            #expect(try await days(bench).first == 7)
            try await deliver(bench, "dev", 1)
            #expect(try await trim(bench, ["ops", "dev", "new"]) == .done(removed: 5, forgotten: []))
            try await deliver(bench, "dev", 1)
            // What was acknowledged last may stay: it is the channel's place.
            #expect(try await trim(bench, ["ops", "dev", "new"]) == .done(removed: 3, forgotten: []))
            #expect(try await days(bench).first == 15)
            for (channel, next) in [("ops", 16), ("dev", 21)] {
                let days = try await bench.store.undelivered(channel, limit: 100).map(\.event.integer)
                #expect(days == (next...30).map { $0 })
            }
        }
    }

    @Test("Entries of one millisecond are told apart by their number, whatever its length")
    func numbers() async throws {
        try await StoreBench.with { bench in
            try await bench.send("CONFIG", "SET", "stream-node-max-entries", "1")
            for id in ["5-9", "5-10", "5-18446744073709551615", "6-0", "\(900 * Self.day)-0"] {
                try await bench.send("XADD", .text(bench.names.log), .text(id), "event", "1")
            }
            try await open(bench, "ops")
            for left in [5, 4, 3, 2] {
                #expect(try await trim(bench, ["ops"]) != .leaseLost)
                #expect(try await bench.send("XLEN", .text(bench.names.log)).integer == left)
                try await deliver(bench, "ops", 1)
                if left == 5 { try await deliver(bench, "ops", 1) }
            }
        }
    }

    @Test("A channel out of the configuration holds the log for thirty days, and is then forgotten and told")
    func forgotten() async throws {
        try await StoreBench.with { bench in
            try await fill(bench, days: 30)
            try await open(bench, "old")
            try await bench.send("XGROUP", "CREATE", .text(bench.names.log), "theirs", "0")
            #expect(try await trim(bench, []) == .done(removed: 0, forgotten: []))
            try await add(bench, day: 59)
            #expect(try await trim(bench, []) == .done(removed: 0, forgotten: []))
            // It is back in between: the thirty days begin anew when it goes again.
            #expect(try await trim(bench, ["old"]) == .done(removed: 0, forgotten: []))
            try await add(bench, day: 62)
            #expect(try await trim(bench, []) == .done(removed: 0, forgotten: []))
            try await add(bench, day: 92)
            #expect(try await trim(bench, []) == .done(removed: 32, forgotten: ["old"]))
            #expect(try await days(bench) == [92])
            #expect(try await bench.send("HLEN", .text(bench.names.channels)) == .integer(0))
            let groups = try await bench.send("XINFO", "GROUPS", .text(bench.names.log)).array ?? []
            #expect(groups.map { $0.array?[1].string } == ["theirs"])
        }
    }

    @Test("Of many entries at most some ten thousand go at a time, and whole nodes of them")
    func bounded() async throws {
        try await StoreBench.with { bench in
            var commands: [RedisCommand] = []
            for number in 1...11_050 {
                commands.append(RedisCommand("XADD", .text(bench.names.log), "\(number)-0", "event", "1"))
            }
            commands.append(RedisCommand("XADD", .text(bench.names.log), "\(900 * Self.day)-0", "event", "1"))
            _ = try await bench.client.pipeline(commands)
            guard case .done(let first, _) = try await trim(bench, []), case .done(let second, _) = try await trim(bench, []) else {
                Issue.record("not trimmed")
                return
            }
            #expect(first <= 10_000 && first >= 9_900)
            #expect(first + second == 11_000)
        }
    }
}
