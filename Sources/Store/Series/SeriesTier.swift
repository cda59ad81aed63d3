import Rollouts

/// How finely readings are kept, by their age. A chunk of a tier is one field of the series' hash: letter and number.
enum SeriesTier: String, Sendable, CaseIterable {
    /// Every reading, for 6 hours, in chunks of an hour; fewer where an hour of a rollout would take more than ``SeriesCost/most``.
    case full = "f"
    /// One a minute, for 48 hours, in chunks of an hour.
    case minutes = "m"
    /// One an hour, for 35 days, in chunks of two days.
    case hours = "h"

    /// How long a chunk is, in milliseconds.
    var span: Int { self == .hours ? 48 * Self.hour : Self.hour }

    /// How long a chunk is kept after its end, in milliseconds.
    var kept: Int {
        switch self {
        case .full: 6 * Self.hour
        case .minutes: 48 * Self.hour
        case .hours: 35 * 24 * Self.hour
        }
    }

    /// The least time between kept points of one entry, in milliseconds.
    var slot: Int {
        switch self {
        case .full: 1
        case .minutes: 60_000
        case .hours: Self.hour
        }
    }

    /// The most points of a chunk: a quarter more than an interval of 7.5 s, a minute or an hour fills it with.
    var most: Int {
        switch self {
        case .full: 600
        case .minutes: 75
        case .hours: 60
        }
    }

    /// The number of the chunk that `moment` falls in.
    func number(_ moment: Moment) -> Int { moment.milliseconds / span }

    /// The number of the oldest chunk that is still kept at `moment`.
    func oldest(at moment: Moment) -> Int { max(0, (moment.milliseconds - kept) / span) }

    /// The field of chunk `number`.
    func field(_ number: Int) -> String { "\(rawValue)\(number)" }

    /// The number of the chunk in `field`; `nil` where it is none of this tier, or of a time that no point has.
    func number(field: String) -> Int? {
        guard field.hasPrefix(rawValue), let number = Int(field.dropFirst()),
            (0...SeriesPoint.lastTenth / (span / 100)).contains(number)
        else { return nil }
        return number
    }

    static let hour = 3_600_000
    /// A series that nothing was written to for so long is gone.
    static let lifetimeInSeconds = 35 * 86_400
}
