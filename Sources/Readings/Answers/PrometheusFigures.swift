import Rollouts

/// Makes outcomes of the samples that Prometheus queries gave.
enum PrometheusFigures {
    /// The outcome of a value guard's query.
    static func value(_ sample: Double?) throws(ReadingFault) -> Reading.Outcome {
        .value(try finite(sample, of: "the query"))
    }

    /// The counts of one arm; no errors beside a total with data are zero errors.
    ///
    /// PromQL's `increase` extrapolates, so counts come with fractions and are rounded to the nearest whole.
    static func counts(errors: Double?, total: Double?, arm: String = "") throws(ReadingFault) -> ArmCounts {
        ArmCounts(
            exposures: try whole(try finite(total, of: "the \(arm)total query"), of: "the \(arm)total query"),
            errors: try errors.map { sample throws(ReadingFault) in
                try whole(try finite(sample, of: "the \(arm)errors query"), of: "the \(arm)errors query")
            } ?? 0
        )
    }

    private static func finite(_ sample: Double?, of query: String) throws(ReadingFault) -> Double {
        guard let sample else { throw ReadingFault(.noData, "has no series for \(query)") }
        guard !sample.isNaN else {
            throw ReadingFault(.noData, "answered NaN for \(query), as 0/0 gives without traffic")
        }
        guard sample.isFinite else {
            throw ReadingFault(
                .malformed,
                "answered \(sample > 0 ? "+Inf" : "-Inf") for \(query), "
                    + "such as a division by zero gives; make the query finite"
            )
        }
        return sample
    }

    private static func whole(_ sample: Double, of query: String) throws(ReadingFault) -> Int {
        guard sample >= 0, let count = Int(exactly: sample.rounded()) else {
            throw ReadingFault(
                .malformed,
                "answered \(sample) for \(query); a count is 0 or more and fits 64 bits"
            )
        }
        return count
    }
}
