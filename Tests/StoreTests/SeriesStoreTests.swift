import Fixture
import Redis
import Rollouts
import Store
import Testing
import Wire

@Suite("Readings kept in Redis")
struct SeriesStoreTests {
    typealias Samples = SeriesSamples

    private static let guards = ["errors", "latency"]

    /// Takes every pair of points as the controller does, and writes each or some together; gives the series as it stands
    /// at the end.
    private func write(
        _ points: [(errors: SeriesPoint, latency: SeriesPoint)],
        _ bench: StoreBench,
        token: String,
        together: Int = 1
    ) async throws -> RolloutSeries {
        let now = points.first?.errors.at ?? Samples.start
        var series = try await bench.store.openSeries(of: "f", guards: Self.guards, token: token, now: now)
        for (index, point) in points.enumerated() {
            series.take(["errors": Samples.known(point.errors), "latency": Samples.known(point.latency)])
            guard (index + 1).isMultiple(of: together) || index == points.count - 1 else { continue }
            #expect(try await bench.store.keep(series, of: "f") == .done(revision: ""))
            series.written()
        }
        return series
    }

    private func memory(_ bench: StoreBench, _ guards: [String]) async throws -> Int {
        var sum = 0
        for name in guards {
            let key = bench.names.readings("f", name)
            sum += try await bench.send("MEMORY", "USAGE", .text(key), "SAMPLES", 0).integer ?? 0
        }
        return sum
    }

    @Test("An hour of two guards at 15 s takes less than 2 KB, and so does every further one on the average")
    func memory() async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            var chance = SeriesChance(state: 3)
            let points = Samples.traffic(hours: 48, chance: &chance)
            var used: [Int: Int] = [:]
            var written = 0
            for hours in [1, 6, 48] {
                let part = points.prefix(hours * 240 - 6)
                _ = try await write(Array(part.dropFirst(written)), bench, token: token, together: 50)
                written = part.count
                used[hours] = try await memory(bench, Self.guards)
            }
            for (hours, bytes) in used { #expect(bytes < hours * 2048, "\(hours) h: \(bytes) bytes") }
            // From the seventh hour on, only the minutes of a further hour come to it.
            #expect((used[48] ?? 0) - (used[6] ?? 0) < 42 * 700)
            let kept = try await bench.store.series(of: "f", guard: "errors").points
            #expect(kept.last == points.prefix(written).last?.errors)
            #expect(kept.suffix(6 * 240) == points.prefix(written).map(\.errors).suffix(6 * 240))
        }
    }

    @Test("Evidence and readings are written by one call, by the leader only, on the version and entry they were made from")
    func fence() async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            let rollout = bench.names.rollout("f")
            try await bench.send("HSET", .text(rollout), "version", "2", "revision", "7-0")
            let known = ["errors": Samples.known(Samples.counts(1, 10, 0))]
            func save(_ version: Int, _ revision: String, _ token: String) async throws -> WriteOutcome {
                var series = try await bench.store.openSeries(of: "f", guards: ["errors"], token: token, now: Samples.start)
                series.take(known)
                return try await bench.store.save(known, of: "f", version: version, revision: revision, series: series)
            }
            let before = try await bench.dump()
            #expect(try await save(2, "7-0", "0 x") == .leaseLost)
            #expect(try await save(1, "7-0", token) == .conflict)
            #expect(try await save(2, "6-0", token) == .conflict)
            #expect(try await bench.dump() == before)
            #expect(try await save(2, "7-0", token) == .done(revision: ""))
            #expect(try await bench.field("guard:errors", of: rollout) == known["errors"]?.json.text)
            #expect(try await bench.store.series(of: "f", guard: "errors").points == [Samples.counts(1, 10, 0)])
            let life = try await bench.send("TTL", .text(bench.names.readings("f", "errors"))).integer ?? 0
            #expect(life > 34 * 86_400 && life <= 35 * 86_400)
        }
    }

    @Test("A write that is repeated, and one that a lost answer hides, double nothing")
    func repeats() async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            var series = try await bench.store.openSeries(of: "f", guards: ["errors"], token: token, now: Samples.start)
            series.take(["errors": Samples.known(Samples.counts(15, 10, 0))])
            _ = try await bench.store.keep(series, of: "f")
            // Its answer was lost: it is opened again, and the same reading taken again.
            series = try await bench.store.openSeries(of: "f", guards: ["errors"], token: token, now: Samples.start)
            #expect(!series.hasUnwritten && series.covers(["errors"], token: token))
            #expect(!series.covers(["errors"], token: "9 x") && !series.covers(["latency"], token: token))
            series.take(["errors": Samples.known(Samples.counts(15, 10, 0)), "other": Samples.known(Samples.value(15, 1))])
            _ = try await bench.store.keep(series, of: "f")
            _ = try await bench.store.keep(series, of: "f")
            #expect(try await bench.store.series(of: "f", guard: "errors").points == [Samples.counts(15, 10, 0)])
            #expect(try await bench.store.series(of: "f", guard: "other").points.isEmpty)
        }
    }

    @Test("The next leader carries on in the middle of an hour; the one before it writes no more")
    func leaders() async throws {
        try await StoreBench.with { bench in
            var chance = SeriesChance(state: 4)
            let points = Samples.traffic(hours: 2.5, chance: &chance)
            let first = try await bench.lease()
            var late = try await write(Array(points.prefix(300)), bench, token: first)
            try await bench.store.releaseLease(token: first)
            let second = try await bench.lease()
            late.take(["errors": Samples.known(Samples.counts(40_000, 1, 1))])
            #expect(try await bench.store.keep(late, of: "f") == .leaseLost)
            _ = try await write(Array(points.dropFirst(300)), bench, token: second)
            for (name, expected) in [("errors", points.map(\.errors)), ("latency", points.map(\.latency))] {
                #expect(try await bench.store.series(of: "f", guard: name).points == expected)
            }
            let part = try await bench.store.series(
                of: "f",
                guard: "errors",
                since: points[10].errors.at,
                until: points[12].errors.at
            )
            #expect(part.points == points[10...12].map(\.errors))
        }
    }

    @Test("Chunks that aged go, and those of a far future, others' fields stay")
    func ageing() async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            let key = bench.names.readings("f", "errors")
            try await bench.send("HSET", .text(key), "f1", "x", "m1", "x", "h1", "x", "f9999999", "x", "note", "x", "fx", "x")
            _ = try await write([(Samples.counts(15, 1, 0), Samples.value(15, 1))], bench, token: token)
            let fields = Set(try await bench.send("HKEYS", .text(key)).strings ?? [])
            let own = "f\(Samples.start.milliseconds / 3_600_000)"
            #expect(fields == ["note", "fx", own])
            #expect(try await bench.store.series(of: "f", guard: "errors").points == [Samples.counts(15, 1, 0)])
        }
    }

    @Test("A name that holds something else stops no evidence, and opening it says so")
    func foreign() async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            var series = try await bench.store.openSeries(of: "f", guards: Self.guards, token: token, now: Samples.start)
            let key = bench.names.readings("f", "errors")
            try await bench.send("SET", .text(key), "x")
            let point = Samples.value(15, 2)
            series.take(["errors": Samples.known(point), "latency": Samples.known(point)])
            #expect(try await bench.store.save([:], of: "f", version: 0, revision: "", series: series) == .done(revision: ""))
            #expect(try await bench.send("GET", .text(key)).string == "x")
            #expect(try await bench.store.series(of: "f", guard: "latency").points == [point])
            let fault = await #expect(throws: StoreFault.self) {
                try await bench.store.openSeries(of: "f", guards: Self.guards, token: token, now: Samples.start)
            }
            #expect(fault?.code == .wrongType)
        }
    }
}
