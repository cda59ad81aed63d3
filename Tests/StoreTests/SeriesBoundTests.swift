import Fixture
import Redis
import Rollouts
import Store
import Testing

/// What kept readings take, measured by Redis itself.
@Suite("The bound of kept readings")
struct SeriesBoundTests {
    typealias Samples = SeriesSamples

    /// A rollout whose guards are all read at one interval.
    struct Case: CustomTestStringConvertible {
        var seconds: Double
        var guards: Int
        var hours: Int
        /// Both arms, with conversions and counts that leap.
        var isWild = false

        var testDescription: String { "\(guards) guards each \(seconds) s, \(isWild ? "wild" : "steady")" }
    }

    static let cases = [
        Case(seconds: 1, guards: 1, hours: 1), Case(seconds: 5, guards: 2, hours: 1), Case(seconds: 10, guards: 2, hours: 2),
        Case(seconds: 15, guards: 6, hours: 1), Case(seconds: 15, guards: 3, hours: 2, isWild: true),
        Case(seconds: 60, guards: 2, hours: 8), Case(seconds: 60, guards: 6, hours: 4, isWild: true),
        Case(seconds: 300, guards: 6, hours: 8),
    ]

    @Test("Under 2 KB a rollout and hour, from the first hour on, at every interval", arguments: cases)
    func underTwoKilobytes(_ sample: Case) async throws {
        try await StoreBench.with { bench in
            let token = try await bench.lease()
            let names = (0..<sample.guards).map { "guard number \($0)" }
            var series = try await bench.store.openSeries(of: "new_checkout_flow", guards: names, token: token, now: Samples.start)
            var chance = SeriesChance(state: UInt64(sample.guards))
            var totals: [String: (exposed: ArmCounts, rest: ArmCounts, value: Double)] = [:]
            for hour in 1...sample.hours {
                var seconds = Double(hour - 1) * 3600
                while seconds < Double(hour) * 3600 - 0.1 {
                    var known: [String: GuardState] = [:]
                    for (index, name) in names.enumerated() {
                        var total = totals[name] ?? (ArmCounts(), ArmCounts(), 240)
                        Self.grow(&total.exposed, sample.isWild, &chance)
                        Self.grow(&total.rest, sample.isWild, &chance)
                        total.value += Double.random(in: -8...8, using: &chance)
                        totals[name] = total
                        let isValue = !index.isMultiple(of: 2) && !sample.isWild
                        let point: SeriesPoint.Sample =
                            isValue ? .value(total.value) : .counts(total.exposed, control: sample.isWild ? total.rest : nil)
                        known[name] = Samples.known(
                            SeriesPoint(at: Samples.moment(seconds: seconds), entry: "1.1", sample: point)
                        )
                    }
                    series.take(known)
                    // A chunk is written anew with every point: others are let in between.
                    await Task.yield()
                    seconds += sample.seconds + Double.random(in: 0.002...0.02, using: &chance)
                }
                #expect(try await bench.store.keep(series, of: "new_checkout_flow") == .done(revision: ""))
                series.written()
                let used = try await Self.memory(bench, names)
                #expect(used <= hour * 2048, "\(used) bytes after \(hour) h")
            }
            for name in names {
                let kept = try await bench.store.series(of: "new_checkout_flow", guard: name).points
                #expect(kept.count >= 2 * sample.hours)
            }
        }
    }

    private static func grow(_ counts: inout ArmCounts, _ isWild: Bool, _ chance: inout SeriesChance) {
        counts.exposures += isWild ? Int.random(in: 0...2_000_000, using: &chance) : Int.random(in: 260...340, using: &chance)
        counts.errors += isWild ? Int.random(in: 0...20_000, using: &chance) : Int.random(in: 0...6, using: &chance)
        if isWild { counts.conversions += Int.random(in: 0...200_000, using: &chance) }
    }

    private static func memory(_ bench: StoreBench, _ guards: [String]) async throws -> Int {
        var sum = 0
        for name in guards {
            let key = bench.names.readings("new_checkout_flow", name)
            sum += try await bench.send("MEMORY", "USAGE", .text(key), "SAMPLES", 0).integer ?? 0
        }
        return sum
    }
}
