import Rollouts
import Testing

@testable import Store

@Suite("The end of a series")
struct SeriesTailTests {
    typealias Samples = SeriesSamples

    /// A hash as the script leaves it: fields written, aged ones gone.
    private struct Hash {
        var fields: [String: [UInt8]] = [:]

        mutating func write(_ tail: inout SeriesTail, at now: Moment) {
            fields.merge(tail.unwritten) { _, new in new }
            for tier in SeriesTier.allCases {
                fields = fields.filter { tier.number(field: $0.key).map { $0 >= tier.oldest(at: now) } ?? true }
            }
            tail.written()
        }

        func reopened(at now: Moment) -> SeriesTail {
            let needed = SeriesTail.needed(among: Array(fields.keys), at: now)
            return SeriesTail(fields.filter { needed.contains($0.key) })
        }
    }

    @Test("After forty days there are six hours in full, two days by the minute and thirty-five by the hour, and no more")
    func tiers() {
        var (tail, hash) = (SeriesTail(), Hash())
        let length = 40 * 86_400
        var last = Samples.start
        // Few readings until the last days, so that forty days are quick.
        let early = stride(from: 1170, to: length - 55 * 3600, by: 1200)
        for second in Array(early) + Array(stride(from: length - 55 * 3600, to: length, by: 30)) {
            let point = Samples.counts(Double(second), second, second / 100)
            tail.add(point)
            hash.write(&tail, at: point.at)
            last = point.at
        }
        let points = ReadingSeries(chunks: hash.fields).points
        #expect(points.last?.at == last)
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.at < $1.at })
        func gaps(from: Int, to: Int) -> Set<Int> {
            let part = points.filter { (from * 3600..<to * 3600).contains(Int((last - $0.at).inSeconds)) }
            return Set(zip(part, part.dropFirst()).map { Int(($1.at - $0.at).inSeconds) })
        }
        #expect(gaps(from: 0, to: 6) == [30])
        #expect(gaps(from: 7, to: 48) == [60])
        #expect(gaps(from: 49, to: 35 * 24) == [3600])
        let oldest = points.first.map { (last - $0.at).inSeconds / 86_400 } ?? 0
        #expect(oldest >= 35 && oldest <= 37)
        #expect(hash.fields.count <= 7 + 49 + 19)
    }

    @Test(
        "A leader that takes over, at whatever point, carries the series on as if it were one",
        arguments: [1, 7, 61, 239, 241, 500]
    )
    func takeOver(every: Int) {
        var chance = SeriesChance(state: 5)
        let points = SeriesSamples.traffic(hours: 9, chance: &chance).map(\.errors)
        var (one, whole) = (SeriesTail(), Hash())
        var (other, parts) = (SeriesTail(), Hash())
        for (index, point) in points.enumerated() {
            one.add(point)
            whole.write(&one, at: point.at)
            if index.isMultiple(of: every) { other = parts.reopened(at: point.at) }
            other.add(point)
            parts.write(&other, at: point.at)
        }
        #expect(parts.fields == whole.fields)
    }

    @Test("An hour whose leader died in it is rolled up by the next, even a day later")
    func died() {
        var (tail, hash) = (SeriesTail(), Hash())
        for second in stride(from: 0, to: 3600, by: 15) { tail.add(Samples.counts(Double(second), second, 0)) }
        hash.write(&tail, at: Samples.moment(seconds: 3599))
        let later = Samples.counts(86_400, 90_000, 0)
        var next = hash.reopened(at: later.at)
        next.add(later)
        hash.write(&next, at: later.at)
        let points = ReadingSeries(chunks: hash.fields).points
        #expect(points.count == 61 && points.last == later)
        #expect(hash.fields.keys.filter { $0.hasPrefix("f") }.count == 1)
        #expect(hash.fields.keys.contains { $0.hasPrefix("h") })
    }

    @Test("A repeat and an older reading write what is there already")
    func repeats() {
        var tail = SeriesTail()
        for second in stride(from: 0, to: 7200, by: 15) { tail.add(Samples.counts(Double(second), second, 0)) }
        let before = tail
        tail.add(Samples.counts(7185, 7185, 0))
        tail.add(Samples.counts(7170, 1, 0))
        tail.add(Samples.counts(15, 1, 0))
        #expect(tail == before)
    }

    @Test("What could not be written stays bounded by the tiers")
    func unwritten() {
        var tail = SeriesTail()
        for hour in 0..<400 {
            for minute in 0..<3 { tail.add(Samples.counts(Double(hour * 3600 + minute * 60), hour * 60 + minute, 0)) }
        }
        #expect(tail.unwritten.count <= 7 + 49 + 19)
    }

    @Test("Chunks of a time to come, which a fast clock left, are not carried on")
    func future() {
        var ahead = SeriesTail()
        ahead.add(Samples.counts(90 * 86_400, 5, 0))
        var now = SeriesTail()
        now.add(Samples.counts(10, 1, 0))
        let fields = ahead.unwritten.merging(now.unwritten) { one, _ in one }
        let needed = SeriesTail.needed(among: Array(fields.keys), at: Samples.moment(seconds: 20))
        #expect(needed == Array(now.unwritten.keys))
        var tail = SeriesTail(fields.filter { needed.contains($0.key) })
        tail.add(Samples.counts(25, 2, 0))
        #expect(ReadingSeries(chunks: tail.unwritten).points == [Samples.counts(10, 1, 0), Samples.counts(25, 2, 0)])
    }

    @Test("An hour that cannot be read is shown by its minutes, one without these by its hour")
    func finest() {
        var tail = SeriesTail()
        for second in stride(from: 0, through: 7200, by: 15) { tail.add(Samples.counts(Double(second), second, 0)) }
        var chunks = tail.unwritten
        let first = SeriesTier.full.number(Samples.start)
        #expect(ReadingSeries(chunks: chunks).points.count == 481)
        chunks[SeriesTier.full.field(first)] = [9, 9]
        #expect(ReadingSeries(chunks: chunks).points.count == 60 + 240 + 1)
        chunks[SeriesTier.minutes.field(first)] = nil
        #expect(ReadingSeries(chunks: chunks).points.count == 1 + 240 + 1)
        chunks["f12x"] = [1]
        chunks["note"] = Array("hello".utf8)
        #expect(ReadingSeries(chunks: chunks).points.count == 1 + 240 + 1)
    }
}
