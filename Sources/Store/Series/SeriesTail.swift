import Rollouts

/// The end of one guard's series, which the leader holds, and what of it is still to be written.
///
/// Chunks are written whole, so that a repeated write changes nothing. When an hour is over it is rolled up from what is
/// held: to a chunk of minutes of its own, and to the hours of its two days. What aged is taken out by the same call.
struct SeriesTail: Sendable, Equatable {
    /// A chunk that grows.
    private struct Chunk: Sendable, Equatable {
        var number: Int
        var bytes: [UInt8]
        var count: Int

        init(_ number: Int, _ bytes: [UInt8] = []) {
            self.number = number
            self.bytes = bytes
            count = SeriesReader.points(in: bytes).count
        }

        mutating func change(_ change: (inout [SeriesPoint]) -> Void) {
            var points = SeriesReader.points(in: bytes)
            change(&points)
            bytes = SeriesWriter.bytes(of: points)
            count = points.count
        }

        mutating func add(_ point: SeriesPoint, _ tier: SeriesTier) {
            change { SeriesRollUp.add(point, to: &$0, most: tier.most) }
        }
    }

    private var full: Chunk?
    private var hours: Chunk?
    /// Fields and what they are to hold.
    private(set) var unwritten: [String: [UInt8]] = [:]

    /// The fields to read, among those that there are, before the series can be carried on at `now`: the newest hour,
    /// which is not rolled up until a later one begins, and the hours of its days. What is of a time to come, which a clock
    /// left that ran ahead, is not carried on.
    static func needed(among fields: [String], at now: Moment) -> [String] {
        let numbers = fields.compactMap { SeriesTier.full.number(field: $0) }
        guard let newest = numbers.filter({ $0 <= SeriesTier.full.number(now) }).max() else { return [] }
        let days = SeriesTier.hours.field(daysNumber(newest))
        return [SeriesTier.full.field(newest)] + (fields.contains(days) ? [days] : [])
    }

    /// Carries on from ``needed(among:at:)`` as it was read; outside data.
    init(_ fields: [String: [UInt8]] = [:]) {
        guard let number = fields.keys.compactMap({ SeriesTier.full.number(field: $0) }).max() else { return }
        let days = Self.daysNumber(number)
        full = Chunk(number, fields[SeriesTier.full.field(number)] ?? [])
        hours = Chunk(days, fields[SeriesTier.hours.field(days)] ?? [])
    }

    /// Adds a reading; one that is not later than the last changes nothing.
    mutating func add(_ point: SeriesPoint) {
        let number = SeriesTier.full.number(point.at)
        if let full, number < full.number { return }
        if full?.number != number {
            close()
            unwritten = unwritten.filter { field, _ in Self.isKept(field, at: point.at) }
            full = Chunk(number)
            let days = Self.daysNumber(number)
            if hours?.number != days { hours = Chunk(days) }
        }
        full?.add(point, .full)
        unwritten[SeriesTier.full.field(number)] = full?.bytes
    }

    /// The number of the hour that grows.
    var hour: Int? { full?.number }

    /// What the hour that grows takes in Redis.
    var cost: Int { full.map { SeriesCost.hour(bytes: $0.bytes.count, count: $0.count) } ?? 0 }

    /// Thins the hour that grows out by a third; false where it has too few points for that.
    mutating func thin() -> Bool {
        guard let full, full.count > SeriesCost.fewest else { return false }
        self.full?.change { $0 = SeriesRollUp.bounded($0, most: max(SeriesCost.fewest, full.count * 2 / 3)) }
        unwritten[SeriesTier.full.field(full.number)] = self.full?.bytes
        return true
    }

    /// What was to be written is written.
    mutating func written() { unwritten = [:] }

    /// Rolls up the hour that is held, since a later one begins.
    private mutating func close() {
        guard let full, var hours else { return }
        let points = SeriesReader.points(in: full.bytes)
        let minutes = SeriesRollUp.rolled(points, slot: SeriesTier.minutes.slot)
        let bounded = SeriesRollUp.bounded(minutes, most: SeriesTier.minutes.most)
        unwritten[SeriesTier.minutes.field(full.number)] = SeriesWriter.bytes(of: bounded)
        for point in SeriesRollUp.rolled(points, slot: SeriesTier.hours.slot) { hours.add(point, .hours) }
        self.hours = hours
        unwritten[SeriesTier.hours.field(hours.number)] = hours.bytes
    }

    /// The number of the chunk of hours that an hour of this number belongs to.
    private static func daysNumber(_ hour: Int) -> Int { hour * SeriesTier.hour / SeriesTier.hours.span }

    private static func isKept(_ field: String, at now: Moment) -> Bool {
        SeriesTier.allCases.contains { tier in tier.number(field: field).map { $0 >= tier.oldest(at: now) } ?? false }
    }
}
