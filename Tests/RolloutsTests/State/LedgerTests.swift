import Rollouts
import Testing

/// What is credited of each of a row of readings.
@Suite struct LedgerTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var counting = Metric.Counting.window
        /// Outcomes and errors of each reading.
        var readings: [(Int, Int)]
        /// What is new in each.
        var new: [(Int, Int)]

        var testDescription: String { name }
    }

    @Test(arguments: [
        Row(name: "growth is credited once", readings: [(10, 1), (10, 1), (25, 1)], new: [(10, 1), (0, 0), (15, 0)]),
        Row(
            name: "a total is baselined by its first reading",
            counting: .total,
            readings: [(900, 90), (910, 91), (905, 91), (920, 91)],
            new: [(0, 0), (10, 1), (0, 0), (10, 0)]
        ),
        Row(
            name: "a shallow dip credits nothing and is caught up with",
            readings: [(100, 4), (98, 4), (99, 4), (101, 4)],
            new: [(100, 4), (0, 0), (0, 0), (1, 0)]
        ),
        Row(
            name: "a shallow dip that rises for hours never rebaselines",
            readings: [(100, 4), (51, 4), (60, 4), (70, 4), (80, 4), (100, 4), (110, 5)],
            new: [(100, 4), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (10, 1)]
        ),
        Row(
            name: "errors that fall credit nothing until they are back",
            readings: [(100, 4), (120, 3), (140, 4)],
            new: [(100, 4), (0, 0), (40, 0)]
        ),
        Row(
            name: "a restart is known by three rising readings, and what came between is lost",
            readings: [(100, 4), (2, 0), (5, 0), (9, 1), (14, 2)],
            new: [(100, 4), (0, 0), (0, 0), (0, 0), (5, 1)]
        ),
        Row(
            name: "a row that falls begins again",
            readings: [(100, 4), (5, 0), (9, 0), (2, 0), (4, 0), (6, 0), (7, 0)],
            new: [(100, 4), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (1, 0)]
        ),
        Row(
            name: "a reading without new outcomes neither rises nor breaks the row",
            readings: [(100, 4), (2, 0), (2, 0), (5, 0), (5, 0), (9, 0), (12, 0)],
            new: [(100, 4), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (3, 0)]
        ),
        Row(
            name: "a counter of errors that restarted alone is known as well",
            readings: [(100, 40), (110, 1), (120, 2), (130, 3), (140, 5)],
            new: [(100, 40), (0, 0), (0, 0), (0, 0), (10, 2)]
        ),
        Row(
            name: "an only error that is gone for good is a restart",
            readings: [(4, 1), (40, 0), (60, 0), (80, 0), (100, 0), (120, 1)],
            new: [(4, 1), (0, 0), (0, 0), (0, 0), (20, 0), (20, 1)]
        ),
        Row(
            name: "errors that some were taken from for good hold nothing up, and are counted once",
            readings: [(100, 4), (120, 3), (130, 3), (140, 3), (160, 3), (170, 4), (180, 6)],
            new: [(100, 4), (0, 0), (0, 0), (40, 0), (20, 0), (10, 0), (10, 2)]
        ),
        Row(
            name: "a fall of both, seen once the outcomes have caught up, waits for three readings as well",
            readings: [(100, 4), (90, 2), (101, 2), (102, 2), (103, 2), (104, 4)],
            new: [(100, 4), (0, 0), (0, 0), (0, 0), (3, 0), (1, 0)]
        ),
        Row(
            name: "errors above the total wait for it",
            readings: [(10, 12), (11, 12), (13, 12)],
            new: [(0, 0), (0, 0), (13, 12)]
        ),
        Row(
            name: "errors that come later than their outcomes are credited when they come",
            readings: [(100, 0), (100, 30), (101, 33)],
            new: [(100, 0), (0, 30), (1, 3)]
        ),
        Row(
            name: "the ends of what can be counted",
            readings: [(Int.max, 0), (Int.max, Int.max), (Int.min, Int.min)],
            new: [(Int.max, 0), (0, Int.max), (0, 0)]
        ),
        Row(
            name: "a total that restarts below nothing",
            counting: .total,
            readings: [(Int.max, 0), (0, 0), (1, 0), (2, 0), (7, 1)],
            new: [(0, 0), (0, 0), (0, 0), (0, 0), (5, 1)]
        ),
    ])
    func credits(row: Row) {
        var ledger = Ledger(counting: row.counting)
        for (reading, new) in zip(row.readings, row.new) {
            let credited = ledger.credit(ArmCounts(exposures: reading.0, errors: reading.1))
            #expect(credited.exposures == new.0 && credited.errors == new.1, "\(reading) gave \(credited)")
        }
        #expect(row.readings.count == row.new.count)
    }

    @Test func conversionsNeverFall() {
        var ledger = Ledger(counting: .window)
        var seen: [Int] = []
        for conversions in [3, 1, 5, Int.min, 6] {
            seen.append(ledger.credit(ArmCounts(exposures: 10, conversions: conversions)).conversions)
        }
        #expect(seen == [3, 0, 2, 0, 1])
    }

    @Test func whatIsCreditedNeverFallsNorExceedsTheHighestReading() {
        for seed in 0..<2000 {
            var random = Seeded(seed: UInt64(seed))
            var ledger = Ledger(counting: .window)
            var total = ArmCounts()
            var highest = 0
            var truth = 0
            for _ in 0..<60 {
                truth += random.number(0...20)
                // A dip of at most half: never a restart.
                let seen = truth - random.number(0...(max(0, truth - highest / 2 - 1) / 2))
                highest = max(highest, seen)
                let errors = min(seen, seen / 10)
                let new = ledger.credit(ArmCounts(exposures: seen, errors: errors))
                #expect(new.exposures >= 0 && new.errors >= 0)
                total.exposures += new.exposures
                total.errors += new.errors
                #expect(total.exposures <= highest && total.exposures == ledger.credited.exposures)
            }
        }
    }
}
