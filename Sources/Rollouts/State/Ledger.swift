/// Credits the counts of one arm once, whatever the source repeats, corrects or restarts.
///
/// It keeps the highest counts credited in the entry. A reading below them credits nothing. A counter that restarted is
/// known by having fallen below half of what was credited and then rising three readings in a row: the third becomes the
/// new baseline, and what came between is lost, not guessed. A shallow dip (late corrections, the extrapolation of
/// PromQL's `increase`) is no restart: crediting goes on once the counts have caught up, so nothing is counted twice. Where
/// the errors alone stay below for three readings, a correction took some back for good: outcomes are credited again, and
/// errors once they have caught up.
package struct Ledger: Sendable, Equatable {
    /// What is subtracted from a reading: the counts at the entry, or of a restarted counter.
    package var baseline: ArmCounts
    /// Whether the baseline is still to be taken from the first reading (`counts: total`).
    package var awaitsBaseline: Bool
    /// Credited in this entry.
    package var credited: ArmCounts
    /// The last reading of a suspected restart, and how many rose in a row.
    package var restart: Restart?

    /// A counter that seems to have begun anew.
    package struct Restart: Sendable, Equatable {
        /// Its last reading.
        package var counts: ArmCounts
        /// Readings that rose in a row, this one included.
        package var rising: Int
    }

    /// Readings in a row that show a restart.
    package static let restartReadings = 3

    /// An empty ledger for a new entry; `total` counters are baselined by their first reading.
    package init(counting: Metric.Counting) {
        baseline = ArmCounts()
        awaitsBaseline = counting == .total
        credited = ArmCounts()
    }

    /// From storage.
    package init(baseline: ArmCounts, awaitsBaseline: Bool, credited: ArmCounts, restart: Restart?) {
        self.baseline = baseline
        self.awaitsBaseline = awaitsBaseline
        self.credited = credited
        self.restart = restart
    }

    /// Takes a reading and returns what is new in it, all zero where there is nothing to credit.
    package mutating func credit(_ reading: ArmCounts) -> ArmCounts {
        if awaitsBaseline {
            awaitsBaseline = false
            baseline = reading
            return ArmCounts()
        }
        let since = sinceBaseline(reading)
        if since.exposures < credited.exposures || since.errors < credited.errors {
            return creditBelow(reading, since)
        }
        restart = nil
        // Errors that ran ahead of their total wait for it: they are credited together.
        guard since.errors <= since.exposures else { return ArmCounts() }
        let before = credited
        credited = since
        credited.conversions = max(before.conversions, since.conversions)
        return ArmCounts(
            exposures: since.exposures - before.exposures,
            errors: since.errors - before.errors,
            conversions: credited.conversions - before.conversions
        )
    }

    /// Whether everything in `reading` is credited: it is neither below what was credited, nor ahead of its total.
    package func hasCredited(_ reading: ArmCounts) -> Bool {
        let since = sinceBaseline(reading)
        return !awaitsBaseline && since.exposures == credited.exposures && since.errors == credited.errors
    }

    private func sinceBaseline(_ reading: ArmCounts) -> ArmCounts {
        ArmCounts(
            exposures: Self.minus(reading.exposures, baseline.exposures),
            errors: Self.minus(reading.errors, baseline.errors),
            conversions: Self.minus(reading.conversions, baseline.conversions)
        )
    }

    /// Takes a reading that is below what was credited.
    private mutating func creditBelow(_ reading: ArmCounts, _ since: ArmCounts) -> ArmCounts {
        // Where half is no whole number, less than half is asked for: one error that is gone is a deep fall.
        let isDeep =
            since.exposures < credited.exposures / 2 || since.errors < credited.errors / 2 + credited.errors % 2
        let isShort = since.exposures < credited.exposures
        guard isDeep || !isShort else {
            restart = nil
            return ArmCounts()
        }
        var rising = 1
        // A reading without new outcomes neither rises nor breaks the row.
        if let restart, reading == restart.counts { return ArmCounts() }
        if let restart, reading.exposures > restart.counts.exposures, reading.errors >= restart.counts.errors {
            rising = min(restart.rising + 1, Self.restartReadings)
        }
        restart = Restart(counts: reading, rising: rising)
        guard rising == Self.restartReadings else { return ArmCounts() }
        guard isDeep else {
            defer { credited.exposures = since.exposures }
            return ArmCounts(exposures: since.exposures - credited.exposures)
        }
        restart = nil
        baseline = ArmCounts(
            exposures: Self.minus(reading.exposures, credited.exposures),
            errors: Self.minus(reading.errors, credited.errors),
            conversions: Self.minus(reading.conversions, credited.conversions)
        )
        return ArmCounts()
    }

    private static func minus(_ one: Int, _ other: Int) -> Int {
        let (difference, over) = one.subtractingReportingOverflow(other)
        return over ? (one < other ? .min : .max) : difference
    }
}
