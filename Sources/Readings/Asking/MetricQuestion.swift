package import Rollouts

/// What one guard asks of its metric source: the figures of a flag's stage over a stretch of time.
package struct MetricQuestion: Sendable, Equatable {
    /// The flag's key.
    package var flag: String
    /// The stage's exposure.
    package var percentage: Percentage
    /// The stage's index, from 0.
    package var stage: Int
    /// Where the stretch begins: the stage's entry.
    package var since: Moment
    /// Where the stretch ends; later than `since`.
    package var until: Moment
    /// The id of the stage's entry.
    package var entry: String
    /// What is asked.
    package var metric: Metric
    /// Whether the guard compares with control, so that its counts are asked for too.
    package var wantsControl: Bool
    /// Whether the guard judges conversions, so that an answer without them is none.
    package var wantsConversions: Bool

    /// A question from its parts.
    package init(
        flag: String,
        percentage: Percentage,
        stage: Int,
        since: Moment,
        until: Moment,
        entry: String,
        metric: Metric,
        wantsControl: Bool,
        wantsConversions: Bool
    ) {
        self.flag = flag
        self.percentage = percentage
        self.stage = stage
        self.since = since
        self.until = until
        self.entry = entry
        self.metric = metric
        self.wantsControl = wantsControl
        self.wantsConversions = wantsConversions
    }
}
