/// What a reader of plans must know of the world: names that only the configuration and the machine can tell.
package struct PlanContext: Sendable {
    /// How a source answers, as far as plans care.
    package enum SourceShape: Sendable, Equatable {
        /// Counts of exposures, errors and conversions.
        case counts
        /// One value.
        case value
        /// Whatever its queries ask for.
        case queries
    }

    /// The configured sources by name; `nil`: not known, every name is taken.
    package var sources: [String: SourceShape]?
    /// The source of a metric that names none.
    package var defaultSource: String?
    /// The configured alert channels; `nil`: not known.
    package var channels: Set<String>?
    /// Whether a time zone of this name exists.
    package var isZone: @Sendable (String) -> Bool

    /// A context; by default everything that it cannot know is taken.
    package init(
        sources: [String: SourceShape]? = nil,
        defaultSource: String? = nil,
        channels: Set<String>? = nil,
        isZone: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.sources = sources
        self.defaultSource = defaultSource
        self.channels = channels
        self.isZone = isZone
    }
}
