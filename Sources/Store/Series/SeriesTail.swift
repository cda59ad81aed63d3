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
        full = Chunk(number: number, bytes: fields[SeriesTier.full.field(number)] ?? [])
        hours = Chunk(number: days, bytes: fields[SeriesTier.hours.field(days)] ?? [])
    }

    /// Adds a reading; one that is not later than the last changes nothing.
    mutating func add(_ point: SeriesPoint) {
        let number = SeriesTier.full.number(point.at)
        if let full, number < full.number { return }
        if full?.number != number {
            close()
            unwritten = unwritten.filter { field, _ in Self.isKept(field, at: point.at) }
            full = Chunk(number: number, bytes: [])
            let days = Self.daysNumber(number)
            if hours?.number != days { hours = Chunk(number: days, bytes: []) }
        }
        guard var full else { return }
        full.bytes = Self.with(point, full.bytes, .full)
        self.full = full
        unwritten[SeriesTier.full.field(number)] = full.bytes
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
        for point in SeriesRollUp.rolled(points, slot: SeriesTier.hours.slot) {
            hours.bytes = Self.with(point, hours.bytes, .hours)
        }
        self.hours = hours
        unwritten[SeriesTier.hours.field(hours.number)] = hours.bytes
    }

    /// The number of the chunk of hours that an hour of this number belongs to.
    private static func daysNumber(_ hour: Int) -> Int { hour * SeriesTier.hour / SeriesTier.hours.span }

    private static func isKept(_ field: String, at now: Moment) -> Bool {
        SeriesTier.allCases.contains { tier in tier.number(field: field).map { $0 >= tier.oldest(at: now) } ?? false }
    }

    private static func with(_ point: SeriesPoint, _ bytes: [UInt8], _ tier: SeriesTier) -> [UInt8] {
        var points = SeriesReader.points(in: bytes)
        SeriesRollUp.add(point, to: &points, most: tier.most)
        return SeriesWriter.bytes(of: points)
    }
}
