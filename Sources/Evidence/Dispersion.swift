/// How much more the readings of a proportion scatter than independent outcomes would: Pearson's dispersion.
///
///     Σ (x_i − n_i·p̂)² / (n_i·p̂·(1 − p̂)) / (k − 1)        over k readings of x_i events in n_i trials
///
/// About 1 for independent outcomes, about m when they come in bunches of m. It is shown and warned of; evidence is never
/// divided by it, since harm that begins late scatters as well and would hide itself. The sums are kept by weighted updating
/// (West 1979), which does not cancel at large counts.
package struct Dispersion: Sendable, Equatable {
    /// Readings below which the figure says nothing.
    package static let minimumReadings = 30

    /// The dispersion above which clusters are warned of.
    package static let warning = 1.5

    /// k, readings with trials.
    package private(set) var readings: Int
    /// Σ n_i.
    package private(set) var trials: Double
    /// p̂ = Σ x_i / Σ n_i.
    package private(set) var mean: Double
    /// Σ n_i·(x_i/n_i − p̂)².
    package private(set) var spread: Double

    /// No readings yet.
    package init() {
        self.readings = 0
        self.trials = 0
        self.mean = 0
        self.spread = 0
    }

    /// A tally from storage; nil when a number is negative or not finite.
    package init?(readings: Int, trials: Double, mean: Double, spread: Double) {
        guard readings >= 0, [trials, mean, spread].allSatisfy({ $0 >= 0 && $0 < .infinity }) else { return nil }
        self.readings = readings
        self.trials = trials
        self.mean = mean
        self.spread = spread
    }

    /// Adds a reading's new counts; one without trials, or with a negative count, is left out.
    package mutating func add(events: Int, trials new: Int) {
        guard events >= 0, new > 0, readings < .max else { return }
        let weight = Double(new)
        let rate = Double(events) / weight
        let before = rate - mean
        readings += 1
        trials += weight
        mean += before * (weight / trials)
        spread += weight * before * (rate - mean)
    }

    /// The dispersion; nil under `minimumReadings`, and where no event or nothing but events was seen.
    package var factor: Double? {
        let variance = mean * (1 - mean)
        guard readings >= Self.minimumReadings, variance > 0 else { return nil }
        return spread / variance / Double(readings - 1)
    }

    /// The `eventsPerUser` that would cover the dispersion, when it is above `warning`; nil otherwise.
    package var coveringEventsPerUser: Int? {
        guard let factor, factor > Self.warning else { return nil }
        return Int(exactly: factor.rounded(.up)) ?? .max
    }
}
