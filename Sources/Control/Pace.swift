/// How often one guard's source is asked. Pure.
///
/// A source that allows it is asked sooner on entering a stage and while a reading covers many exposures, by halves down
/// to its least interval; the interval grows back when traffic is thin or the source is in trouble.
package struct Pace: Sendable, Equatable {
    /// The interval in force.
    package private(set) var interval: Duration
    private let longest: Duration
    private let shortest: Duration
    /// A reading that covers more new exposures than this is followed sooner.
    static let busyReading = 100
    /// One that covers fewer is followed later.
    static let thinReading = 25

    /// The pace of a guard's `interval`; `least` is the source's least interval, `nil` for one that does not adapt.
    package init(interval: Duration, least: Duration?) {
        longest = interval
        shortest = min(interval, least ?? interval)
        self.interval = shortest
    }

    /// Takes note of a usable reading with so many new exposures.
    package mutating func heard(newExposures: Int) {
        if newExposures > Self.busyReading {
            interval = max(shortest, interval / 2)
        } else if newExposures < Self.thinReading {
            interval = min(longest, interval * 2)
        }
    }

    /// Takes note of a reading that was not usable, or late.
    package mutating func troubled() { interval = min(longest, interval * 2) }
}
