import Rollouts

/// What is true of a flag's feature, which Rampart can only learn from readings.
package struct FlagNature: Sendable, Equatable {
    /// Its key.
    package var flag: String
    /// Outcomes an hour when everybody is exposed.
    package var perHour: Int
    /// The share of control's outcomes that fail.
    package var controlRate: Double
    /// The share of the exposed outcomes that fail while it is healthy.
    package var healthyRate: Double
    /// The share that fails once it is harmful.
    package var harmfulRate: Double
    /// From when on it is harmful, after the run's start; `nil`: never.
    package var harmfulFrom: Duration?

    /// The share of the exposed that fails `time` after the run's start.
    func rate(at time: Duration) -> Double { isHarmful(at: time) ? harmfulRate : healthyRate }

    /// Whether it does harm then.
    func isHarmful(at time: Duration) -> Bool { harmfulFrom.map { time >= $0 } ?? false }
}
