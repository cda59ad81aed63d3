/// Middle and far end of a set of numbers.
package struct Quantiles: Sendable, Equatable {
    /// Half are at most this.
    package let median: Double
    /// Nineteen of twenty are at most this.
    package let p95: Double

    /// Of `values`, by the nearest rank; `nil` where there are none.
    package init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        func rank(_ share: Double) -> Double {
            sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
        }
        median = rank(0.5)
        p95 = rank(0.95)
    }
}
