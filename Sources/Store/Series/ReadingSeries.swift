package import Rollouts
package import Wire

/// The readings of one guard over time: the last hours in full, older ones by the minute, then by the hour.
package struct ReadingSeries: Sendable, Equatable {
    /// Oldest first.
    package let points: [SeriesPoint]

    /// A series of `points`, whose times rise.
    package init(points: [SeriesPoint] = []) { self.points = points }

    /// From the chunks of its hash; outside data. Of each hour the finest that can be read.
    init(chunks: [String: [UInt8]]) {
        var points: [SeriesPoint] = []
        var told: Set<Int> = []
        for tier in SeriesTier.allCases {
            var hours: Set<Int> = []
            for (field, bytes) in chunks {
                guard let number = tier.number(field: field) else { continue }
                for point in SeriesReader.points(in: bytes) where tier.number(point.at) == number {
                    let hour = SeriesTier.full.number(point.at)
                    guard !told.contains(hour) else { continue }
                    hours.insert(hour)
                    points.append(point)
                }
            }
            told.formUnion(hours)
        }
        self.points = points.sorted { $0.at < $1.at }
    }

    /// The part from `since` to `until`, both included.
    package func cut(since: Moment, until: Moment) -> ReadingSeries {
        ReadingSeries(points: points.filter { since <= $0.at && $0.at <= until })
    }

    /// At most `most` points, evenly thinned out: of each slot and entry the last usable reading.
    package func thinned(most: Int) -> ReadingSeries {
        ReadingSeries(points: SeriesRollUp.bounded(points, most: most))
    }

    /// Its JSON for the API: `{"points": […], "limit": …}`, the limit left out where there is none.
    package func json(limit: Double? = nil) -> JSON {
        .object([("points", JSON(points.map(\.json))), ("limit", limit.map { JSON($0) })])
    }

    /// The answer of `GET /api/rollouts/{flag}/readings`.
    ///
    /// - Parameter limits: what guards are held against, by name; see `Verdict.limit`.
    package static func json(_ guards: [String: ReadingSeries], limits: [String: Double] = [:]) -> JSON {
        let members = guards.sorted { $0.key < $1.key }.map { ($0.key, Optional($0.value.json(limit: limits[$0.key]))) }
        return .object([("guards", .object(members))])
    }
}

extension SeriesPoint {
    /// Its JSON: `at`, `entry` and either counts with their `rate`, those of control apart, or `value`, or `trouble`.
    package var json: JSON {
        var members: [(String, JSON?)] = [("at", JSON(at.rfc3339)), ("entry", JSON(entry))]
        switch sample {
        case .counts(let exposed, let control):
            members += Self.members(exposed)
            members.append(("control", control.map { .object(Self.members($0)) }))
        case .value(let value): members.append(("value", JSON(value)))
        case .trouble(let trouble): members.append(("trouble", JSON(trouble.rawValue)))
        }
        return .object(members)
    }

    private static func members(_ counts: ArmCounts) -> [(String, JSON?)] {
        [
            ("exposures", JSON(counts.exposures)), ("errors", JSON(counts.errors)),
            ("conversions", counts.conversions == 0 ? nil : JSON(counts.conversions)),
            ("rate", counts.exposures > 0 ? JSON(Double(counts.errors) / Double(counts.exposures)) : nil),
        ]
    }
}
