package import Rollouts

/// A guard's readings as one line of text, for terminals.
package struct SeriesPlot: Sendable, Equatable {
    /// What is drawn of counts.
    package enum Measure: Sendable, Equatable {
        /// The share of the outcomes between two readings that failed.
        case errors
        /// The share of them that converted.
        case conversions
    }

    /// One character a column: a bar; `!` where no reading was usable, `·` where there was nothing new, a space where
    /// nothing was read.
    package let bars: String
    /// What the lowest and the highest bar stand for: `0 % to 1.2 %`; empty where there is no bar.
    package let scale: String

    private enum Column {
        case empty
        case figure(Double)
        case still
        case trouble
    }

    /// Draws `series` between two instants in `width` columns, 1 to 500 of them.
    ///
    /// Of counts it shows what happened within a column, not since the entry began, so that a rise is seen at once.
    /// - Parameter limit: what the guard is held against; it is always within the scale.
    package init(
        _ series: ReadingSeries,
        from: Moment,
        until: Moment,
        width: Int,
        measure: Measure = .errors,
        limit: Double? = nil
    ) {
        let width = min(max(1, width), 500)
        let columns = Self.columns(series.points, from, until, width, measure)
        let figures = columns.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
        let isShare = series.points.contains { if case .counts = $0.sample { true } else { false } }
        let all = figures + (limit.flatMap { $0.isFinite ? [$0] : nil } ?? [])
        let high = all.max() ?? 0
        var low = all.min() ?? 0
        // From nothing, unless that would press what is far from it into one line.
        if isShare || (low > 0 && low < high / 2) { low = min(0, low) }
        bars = String(
            columns.map { column -> Character in
                switch column {
                case .empty: " "
                case .still: "·"
                case .trouble: "!"
                case .figure(let figure): Self.bar(figure, low, high)
                }
            }
        )
        func text(_ figure: Double) -> String { isShare ? Figures.percent(figure) : Figures.number(figure) }
        scale = figures.isEmpty ? "" : low < high ? "\(text(low)) to \(text(high))" : text(high)
    }

    private static func columns(
        _ points: [SeriesPoint],
        _ from: Moment,
        _ until: Moment,
        _ width: Int,
        _ measure: Measure
    ) -> [Column] {
        var columns = [Column](repeating: .empty, count: width)
        let length = (until - from).inSeconds
        var before: SeriesPoint?
        // The outcomes that fell into the column under way.
        var (place, hits, trials) = (-1, 0, 0)
        for point in points {
            defer { if point.sample.isUsable { before = point } }
            guard from <= point.at, point.at <= until else { continue }
            let share = length > 0 ? (point.at - from).inSeconds / length : 0
            let column = min(max(0, Int(share * Double(width))), width - 1)
            if column != place { (place, hits, trials) = (column, 0, 0) }
            switch point.sample {
            case .trouble: if case .empty = columns[column] { columns[column] = .trouble }
            case .value(let value): columns[column] = .figure(value)
            case .counts(let counts, _):
                let known = Self.known(before, point.entry)
                trials += max(0, counts.exposures - known.exposures)
                hits += measure == .errors ? counts.errors - known.errors : counts.conversions - known.conversions
                columns[column] = trials > 0 ? .figure(min(max(0, Double(hits) / Double(trials)), 1)) : .still
            }
        }
        return columns
    }

    /// The counts before a point of `entry`: none where the entry has just begun.
    private static func known(_ before: SeriesPoint?, _ entry: String) -> ArmCounts {
        guard let before, before.entry == entry, case .counts(let counts, _) = before.sample else { return ArmCounts() }
        return counts
    }

    private static func bar(_ figure: Double, _ low: Double, _ high: Double) -> Character {
        let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let share = high > low ? (figure - low) / (high - low) : 0
        // Halved first where the range is as wide as a number can be.
        guard share.isFinite else { return figure > low / 2 + high / 2 ? "█" : "▁" }
        return bars[min(max(0, Int(share * 8)), 7)]
    }
}
