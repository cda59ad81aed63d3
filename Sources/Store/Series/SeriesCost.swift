/// What kept readings take in Redis, as its `MEMORY USAGE` counts them; reckoned on the high side.
enum SeriesCost {
    /// The most that an hour of a rollout takes, all its guards together, on the average of the hours that are kept in full.
    static let most = 2048
    /// A chunk of so few points is not thinned out any more, however many guards there are.
    static let fewest = 2

    /// What an hour of one guard takes that is kept in full by `count` points in so many bytes, and later by the minute.
    ///
    /// The average of the hours since the first is the most after one of them, which has no minutes beside it yet, after two,
    /// or after seven: as many chunks are kept in full, six of them by the minute as well.
    static func hour(bytes: Int, count: Int) -> Int {
        let full = taken(bytes)
        let minutes = taken(bytes * min(count, minutesFilled) / max(1, count))
        return full + entry + max(once, (minutes + entry + once + hours) / 2, (6 * (minutes + entry) + once + hours) / 7)
    }

    /// What a value of so many bytes takes: a header of six, and up to a quarter more, as jemalloc's classes have it.
    private static func taken(_ bytes: Int) -> Int {
        let size = bytes + 6
        var step = 16
        while step * 8 < size { step *= 2 }
        return (size + step - 1) / step * step
    }

    /// A chunk of minutes, and a little for the longer steps in it.
    private static let minutesFilled = 66
    /// A field and its place.
    private static let entry = 56
    /// A key, its name and its table.
    private static let once = 170
    /// The chunk of hours.
    private static let hours = 70
}
