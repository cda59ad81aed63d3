import Rollouts
import Testing

@testable import Store

@Suite("The bytes of kept readings")
struct SeriesFormTests {
    /// A point of any kind, some of them at the edges of what is kept.
    private func point(_ at: Int, _ chance: inout SeriesChance) -> SeriesPoint {
        func count() -> Int {
            [0, 1, 14, 15, 1000, 1 << 53, .max, .min, Int.random(in: 0...100_000, using: &chance)]
                .randomElement(using: &chance) ?? 0
        }
        func arm(_ converts: Bool) -> ArmCounts {
            ArmCounts(exposures: count(), errors: count(), conversions: converts ? count() : 0)
        }
        let converts = Bool.random(using: &chance)
        let sample: SeriesPoint.Sample =
            switch Int.random(in: 0..<6, using: &chance) {
            case 0: .counts(arm(converts), control: nil)
            case 1: .counts(arm(converts), control: arm(converts))
            case 2: .value(Double.random(in: -1000...1000, using: &chance))
            case 3:
                .value([0, -0.0, 1e300, -1e300, 1e-300, 0.1, .nan, .infinity, 99.95].randomElement(using: &chance) ?? 0)
            default: .trouble(SeriesPoint.Trouble.allCases.randomElement(using: &chance) ?? .noData)
            }
        let entry = ["", "1.1", "1.2", "ß🦊", String(repeating: "é", count: 60)].randomElement(using: &chance) ?? ""
        return SeriesPoint(at: Moment(milliseconds: at), entry: entry, sample: sample)
    }

    private func points(seed: UInt64, count: Int) -> [SeriesPoint] {
        var chance = SeriesChance(state: seed)
        var at = Int.random(in: 100...2_000_000_000_000, using: &chance)
        return (0..<count).map { _ in
            at += [100, 15_000, 15_100, 15_200, 15_300, 3_600_000].randomElement(using: &chance) ?? 100
            return point(at, &chance)
        }
    }

    @Test("Points of every kind come back as they were made", arguments: 0..<50 as Range<UInt64>)
    func roundTrip(seed: UInt64) {
        let points = points(seed: seed, count: 60)
        #expect(SeriesReader.points(in: SeriesWriter.bytes(of: points)) == points)
    }

    @Test(
        "Of a chunk that is cut off or damaged, what comes before the damage is read, and nothing traps",
        arguments: 0..<20 as Range<UInt64>
    )
    func damage(seed: UInt64) {
        let points = points(seed: seed, count: 30)
        let bytes = SeriesWriter.bytes(of: points)
        for length in bytes.indices {
            let read = SeriesReader.points(in: Array(bytes[..<length]))
            #expect(read == Array(points.prefix(read.count)) && read.count < points.count)
        }
        var chance = SeriesChance(state: ~seed)
        for _ in 0..<300 {
            var damaged = bytes
            let place = Int.random(in: damaged.indices, using: &chance)
            damaged[place] = UInt8.random(in: 0...255, using: &chance)
            let read = SeriesReader.points(in: damaged)
            #expect(zip(read, read.dropFirst()).allSatisfy { $0.at < $1.at })
            // What is written again is the same, whatever was read.
            #expect(SeriesReader.points(in: SeriesWriter.bytes(of: read)) == read)
        }
    }

    @Test(
        "Bytes that are no chunk are no points",
        arguments: [[], [0], [1], [2, 0, 0, 0], [255], Array("hello".utf8)] as [[UInt8]]
    )
    func foreign(bytes: [UInt8]) {
        #expect(SeriesReader.points(in: bytes).isEmpty)
    }

    @Test("Any bytes are read without a trap", arguments: 0..<20 as Range<UInt64>)
    func noise(seed: UInt64) {
        var chance = SeriesChance(state: seed)
        for length in 0..<200 {
            let bytes = [1] + (0..<length).map { _ in UInt8.random(in: 0...255, using: &chance) }
            let read = SeriesReader.points(in: bytes)
            #expect(read.count <= length)
        }
    }

    @Test("No points are no bytes")
    func nothing() {
        #expect(SeriesWriter.bytes(of: []).isEmpty)
    }

    @Test(
        "A number keeps four significant digits",
        arguments: [0, 0.5, 99.95, 0.001234, 1234, 12_340, -3.217e20, 9999, 10_000, 999.9]
    )
    func value(number: Double) {
        #expect(SeriesValue(number).number == number)
        #expect(SeriesValue(number * 1.000_02).number == number)
    }

    @Test("Numbers at the ends of what is kept stay finite and of their sign")
    func extremes() {
        #expect(SeriesValue(1e300).number > 1e38 && SeriesValue(1e300).number.isFinite)
        #expect(SeriesValue(-1e300).number < -1e38 && SeriesValue(-1e300).number.isFinite)
        #expect(SeriesValue(1e-300).number == 0)
        #expect(SeriesValue(rank: SeriesValue(1e300).rank + 1) == nil)
        #expect(SeriesValue(rank: .min) == nil)
    }

    @Test("A point is made of what the judge credited, at the time of the reading")
    func fromState() {
        for point in [
            SeriesSamples.counts(1, 100, 3), SeriesSamples.value(2, 12.5), SeriesSamples.trouble(3, .noData),
            SeriesSamples.trouble(4, .malformed), SeriesSamples.trouble(5, .unreachable),
        ] {
            #expect(SeriesPoint(SeriesSamples.known(point)) == point)
        }
        #expect(SeriesPoint(GuardState(entry: "1.1", counting: .window)) == nil)
        let both = SeriesPoint(
            at: SeriesSamples.start,
            entry: "1.1",
            sample: .counts(ArmCounts(exposures: 9, errors: 1, conversions: 2), control: ArmCounts(exposures: 90))
        )
        #expect(SeriesPoint(SeriesSamples.known(both)) == both)
    }

    @Test("Steady traffic takes less than three bytes a point of counts, and less than three and a half of a value")
    func size() {
        var chance = SeriesChance(state: 1)
        let hour = SeriesSamples.traffic(hours: 1, chance: &chance)
        #expect(hour.count == 240)
        #expect(SeriesWriter.bytes(of: hour.map(\.errors)).count < 3 * 240)
        #expect(SeriesWriter.bytes(of: hour.map(\.latency)).count < 240 * 7 / 2)
    }
}
