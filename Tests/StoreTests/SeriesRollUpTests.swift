import Rollouts
import Testing

@testable import Store

@Suite("Rolling readings up")
struct SeriesRollUpTests {
    typealias Samples = SeriesSamples

    @Test("Of a slot the last usable reading stays, of each entry apart, and trouble only where there is nothing else")
    func slots() {
        let points = [
            Samples.counts(1, 10, 0), Samples.counts(20, 20, 1), Samples.trouble(40), Samples.trouble(59, .unreachable),
            Samples.counts(59.9, 5, 0, entry: "1.2"),
            Samples.trouble(61, entry: "1.2"), Samples.trouble(119, .malformed, entry: "1.2"),
            Samples.counts(120, 50, 1, entry: "1.2"),
        ]
        #expect(
            SeriesRollUp.rolled(points, slot: 60_000) == [
                Samples.counts(20, 20, 1), Samples.counts(59.9, 5, 0, entry: "1.2"),
                Samples.trouble(119, .malformed, entry: "1.2"), Samples.counts(120, 50, 1, entry: "1.2"),
            ]
        )
    }

    @Test("A repeated reading takes its own place; an older one, or another entry's at the same instant, is left out")
    func repeats() {
        var points = [Samples.counts(1, 10, 0), Samples.counts(2, 20, 0)]
        let before = points
        SeriesRollUp.add(Samples.counts(2, 20, 0), to: &points, most: 10)
        SeriesRollUp.add(Samples.counts(1.5, 15, 0), to: &points, most: 10)
        SeriesRollUp.add(Samples.counts(2, 0, 0, entry: "1.2"), to: &points, most: 10)
        #expect(points == before)
        SeriesRollUp.add(Samples.counts(2, 21, 1), to: &points, most: 10)
        #expect(points == [before[0], Samples.counts(2, 21, 1)])
        SeriesRollUp.add(Samples.counts(3, 30, 1), to: &points, most: 10)
        #expect(points.count == 3)
    }

    @Test("A reading a second for an hour stays bounded, and evenly spread over the hour")
    func bounded() {
        var points: [SeriesPoint] = []
        for second in 0..<3600 { SeriesRollUp.add(Samples.counts(Double(second), second, 0), to: &points, most: 300) }
        #expect(points.count <= 300 && points.count >= 100)
        #expect(points.last == Samples.counts(3599, 3599, 0))
        for quarter in 0..<4 {
            let part = points.filter { ($0.at - SeriesSamples.start).milliseconds / 900_000 == quarter }
            #expect(part.count >= 20, "\(quarter)")
        }
    }

    @Test("Where every point is of another entry, the newest stay")
    func entries() {
        let points = (0..<50).map { Samples.counts(Double($0), 1, 0, entry: "1.\($0)") }
        #expect(SeriesRollUp.bounded(points, most: 20) == points.suffix(20))
        #expect(SeriesRollUp.bounded(points, most: 0).isEmpty)
        #expect(SeriesRollUp.bounded(points, most: 50) == points)
    }

    @Test(
        "Chunks of the past that are kept still, and those that are not",
        arguments: [(SeriesTier.full, 6 * 3600), (.minutes, 48 * 3600), (.hours, 35 * 86_400)]
    )
    func ages(tier: SeriesTier, seconds: Int) {
        let now = Samples.moment(seconds: 1234)
        let oldest = tier.oldest(at: now)
        #expect(tier.number(now - .seconds(seconds)) == oldest)
        #expect(tier.oldest(at: Moment(milliseconds: 5)) == 0)
        #expect(tier.number(field: tier.field(oldest)) == oldest)
    }

    @Test("Fields of others are no chunks", arguments: ["", "f", "f-1", "fx", "m1", "x1", "f99999999999", "f9223372036854775808"])
    func fields(field: String) {
        #expect(SeriesTier.full.number(field: field) == nil)
    }
}
