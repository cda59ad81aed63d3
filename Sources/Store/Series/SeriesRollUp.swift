import Rollouts

/// How points become fewer. Pure; every point that stays is a reading as it was, at its own time.
enum SeriesRollUp {
    /// Adds `point` to points whose times rise, at most `most` of them.
    ///
    /// A second reading of the same instant takes the place of the first, so that a repeat changes nothing; one that is
    /// older than the last, or of another entry at the same instant, is left out.
    static func add(_ point: SeriesPoint, to points: inout [SeriesPoint], most: Int) {
        if let last = points.last {
            guard point.at > last.at || (point.at == last.at && point.entry == last.entry) else { return }
            if point.at == last.at { points.removeLast() }
        }
        points.append(point)
        // Well below the most, so that this is not done at every point.
        if points.count > most { points = bounded(points, most: most * 2 / 3) }
    }

    /// The last usable point of each slot of `milliseconds` and entry; where a slot has none, its last one.
    static func rolled(_ points: [SeriesPoint], slot milliseconds: Int) -> [SeriesPoint] {
        var rolled: [SeriesPoint] = []
        for point in points {
            guard let last = rolled.last, last.entry == point.entry,
                last.at.milliseconds / milliseconds == point.at.milliseconds / milliseconds
            else {
                rolled.append(point)
                continue
            }
            if point.sample.isUsable || !last.sample.isUsable { rolled[rolled.count - 1] = point }
        }
        return rolled
    }

    /// At most `most` of `points`: rolled up to the shortest slot that does it and, where none does, the newest of them.
    static func bounded(_ points: [SeriesPoint], most: Int) -> [SeriesPoint] {
        guard points.count > most else { return points }
        var fewer = points
        for slot in slots {
            // From the points before: each slot is a whole number of shorter ones, or near enough.
            fewer = rolled(fewer, slot: slot)
            if fewer.count <= most { return fewer }
        }
        return fewer.suffix(max(0, most))
    }

    /// From a second to a day.
    private static let slots = [
        1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
    ].map { $0 * 1000 }
}
