import Glibc

/// Milliseconds since 1970, as Redis and the programs under test count them.
enum WallClock {
    static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    /// Returns after so many milliseconds, without holding a thread.
    static func pause(_ milliseconds: Int) async {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while ContinuousClock.now < end { await Ticks.next() }
    }

    /// The instant of an RFC 3339 text in UTC, as the programs under test write it.
    static func read(_ text: Substring) -> Int? {
        let numbers = text.split { !$0.isNumber }.map(String.init)
        guard text.hasSuffix("Z"), numbers.count >= 6 else { return nil }
        let parts = numbers.prefix(6).compactMap { Int($0) }
        guard parts.count == 6 else { return nil }
        // Days since 1970 of the proleptic Gregorian calendar, years counted from March.
        let year = parts[1] > 2 ? parts[0] : parts[0] - 1
        let inYear = (153 * (parts[1] + (parts[1] > 2 ? -3 : 9)) + 2) / 5 + parts[2] - 1
        let days = 365 * year + year / 4 - year / 100 + year / 400 + inYear - 719_468
        let seconds = days * 86_400 + parts[3] * 3600 + parts[4] * 60 + parts[5]
        let fraction = numbers.count > 6 ? Int((numbers[6] + "00").prefix(3)) ?? 0 : 0
        return seconds * 1000 + fraction
    }

    /// A time of day for people, in UTC.
    static func text(_ milliseconds: Int) -> String {
        let inDay = milliseconds % 86_400_000
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = String(1000 + inDay % 1000).dropFirst()
        return "\(two(inDay / 3_600_000)):\(two(inDay / 60_000 % 60)):\(two(inDay / 1000 % 60)).\(fraction)"
    }
}
