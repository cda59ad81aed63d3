import Wire

/// The numbers that tell apart whatever rules on numbers can tell apart.
enum NumberPoints {
    /// The rules' own numbers, one between each two neighbours, one below and one above all.
    static func candidates(_ matchers: [Matcher]) -> [NumberValue] {
        let points = matchers.reduce(into: Set<NumberValue>()) { $0.formUnion(numbers($1)) }.sorted()
        guard let first = points.first, let last = points.last else { return [.whole(1)] }
        let between = zip(points, points.dropFirst()).compactMap { middle($0, $1) }
        return points + between + [below(first), above(last)].compactMap { $0 }
    }

    private static func numbers(_ matcher: Matcher) -> Set<NumberValue> {
        switch matcher {
        case .equals(.number(let number)): return [number]
        case .within(let set): return set.numbers
        case .above(.number(let number)), .below(.number(let number)): return [number]
        case .between(.number(let low), .number(let high)): return [low, high]
        case .equals, .contains, .startsWith, .endsWith, .above, .below, .between, .pattern, .version, .exists: return []
        }
    }

    /// A number strictly between two, whole where there is one; `nil` where none can be written.
    private static func middle(_ low: NumberValue, _ high: NumberValue) -> NumberValue? {
        if case .whole(let whole) = low, whole < .max, NumberValue.whole(whole + 1) < high { return .whole(whole + 1) }
        if case .whole(let whole) = high, whole > .min, low < NumberValue.whole(whole - 1) { return .whole(whole - 1) }
        let middle = NumberValue(low.double / 2 + high.double / 2)
        return low < middle && middle < high ? middle : nil
    }

    private static func below(_ number: NumberValue) -> NumberValue? {
        if case .whole(let whole) = number, whole > .min { return .whole(whole - 1) }
        let lower = number.double * (number.double > 0 ? 0.5 : 2) - 1
        return lower.isFinite ? NumberValue(lower) : .real(-.greatestFiniteMagnitude)
    }

    private static func above(_ number: NumberValue) -> NumberValue? {
        if case .whole(let whole) = number, whole < .max { return .whole(whole + 1) }
        let higher = number.double * (number.double > 0 ? 2 : 0.5) + 1
        return higher.isFinite ? NumberValue(higher) : .real(.greatestFiniteMagnitude)
    }
}

/// The instants that tell apart whatever rules on dates can tell apart.
enum DatePoints {
    /// The rules' own instants with their neighbours, the first and the last; empty where no rule is on dates.
    static func candidates(_ matchers: [Matcher]) -> [Timestamp] {
        let points = matchers.flatMap { dates($0) }
        guard !points.isEmpty else { return [] }
        let near = points.flatMap { [$0.milliseconds, $0.milliseconds - 1, $0.milliseconds + 1] }
        let all = Set(near.map { Timestamp(milliseconds: $0) } + [.first, .last])
        return all.filter { Timestamp.first <= $0 && $0 <= .last }.sorted()
    }

    static func dates(_ matcher: Matcher) -> [Timestamp] {
        switch matcher {
        case .above(.date(let date)), .below(.date(let date)): [date]
        case .between(.date(let low), .date(let high)): [low, high]
        case .equals, .contains, .startsWith, .endsWith, .within, .above, .below, .between, .pattern, .version, .exists: []
        }
    }
}

/// The versions that tell apart whatever rules on versions can tell apart.
enum VersionPoints {
    /// The rules' own versions, the one next after each, and the lowest of all; empty where no rule is on versions.
    static func candidates(_ matchers: [Matcher]) -> [Version] {
        let points = matchers.flatMap { matcher in
            if case .version(let range) = matcher { range.comparisons.map(\.bound) } else { [Version]() }
        }
        guard !points.isEmpty else { return [] }
        // Plain releases first: they make the better examples.
        return points.map { Version(numbers: $0.numbers) } + points.map { bumped($0) } + points + points.map { next($0) }
            + [Version(numbers: ["0", "0", "0"], prerelease: ["0"])]
    }

    /// The version next after this in the order of semver.org: nothing lies between.
    private static func next(_ version: Version) -> Version {
        version.prerelease.isEmpty
            ? Version(numbers: bumped(version).numbers, prerelease: ["0"])
            : Version(numbers: version.numbers, prerelease: version.prerelease + ["0"])
    }

    /// The release with the next patch number.
    private static func bumped(_ version: Version) -> Version {
        Version(numbers: Array(version.numbers.dropLast()) + [incremented(version.numbers.last ?? "0")])
    }

    /// Decimal digits plus one, however many there are.
    private static func incremented(_ digits: String) -> String {
        var bytes = Array(digits.utf8)
        for index in bytes.indices.reversed() {
            if bytes[index] < 0x39 {
                bytes[index] += 1
                return String(decoding: bytes, as: UTF8.self)
            }
            bytes[index] = 0x30
        }
        return "1" + String(decoding: bytes, as: UTF8.self)
    }
}
