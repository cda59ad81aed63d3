/// The kinds of metric source that the configuration can name.
package enum SourceKind: String, Sendable, CaseIterable {
    /// An outcome report: counts of exposures, errors and conversions per arm.
    case report
    /// Any JSON endpoint, read by JSON Pointers.
    case json
    /// A server that speaks Prometheus' query API.
    case prometheus
}
