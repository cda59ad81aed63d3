/// A version by semver.org 2.0.0; build metadata is read and has no part in comparisons.
struct Version: Sendable, Equatable, Comparable, CustomStringConvertible {
    /// Major, minor and patch in digits, of any length.
    let numbers: [String]
    /// The identifiers of a pre-release, none for a release.
    let prerelease: [String]

    init(numbers: [String], prerelease: [String] = []) {
        self.numbers = numbers
        self.prerelease = prerelease
    }

    /// `nil` for a text that is no such version; `1.2` and `v1.2.3` are none.
    init?(_ text: String) {
        guard text.utf8.count <= 256 else { return nil }
        let build = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = (build.first ?? "").split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        guard numbers.count == 3, numbers.allSatisfy({ Self.isNumber($0) && !Self.hasLeadingZero($0) }) else { return nil }
        var prerelease: [String] = []
        if parts.count == 2 {
            prerelease = parts[1].split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
            guard prerelease.allSatisfy({ Self.isIdentifier($0) && !(Self.isNumber($0) && Self.hasLeadingZero($0)) })
            else { return nil }
        }
        if build.count == 2 {
            let identifiers = build[1].split(separator: ".", omittingEmptySubsequences: false)
            guard identifiers.allSatisfy({ Self.isIdentifier(String($0)) }) else { return nil }
        }
        self.init(numbers: numbers, prerelease: prerelease)
    }

    /// The version without its build metadata.
    var description: String {
        numbers.joined(separator: ".") + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
    }

    /// By semver.org's section 11.
    static func < (one: Version, other: Version) -> Bool {
        for (left, right) in zip(one.numbers, other.numbers) where left != right { return isBelow(left, right) }
        if one.prerelease.isEmpty || other.prerelease.isEmpty { return other.prerelease.isEmpty && !one.prerelease.isEmpty }
        for (left, right) in zip(one.prerelease, other.prerelease) where left != right {
            switch (isNumber(left), isNumber(right)) {
            case (true, true): return isBelow(left, right)
            case (true, false): return true
            case (false, true): return false
            case (false, false): return left.utf8.lexicographicallyPrecedes(right.utf8)
            }
        }
        return one.prerelease.count < other.prerelease.count
    }

    /// Numbers as digits, so that none is too long.
    private static func isBelow(_ left: String, _ right: String) -> Bool {
        left.utf8.count != right.utf8.count
            ? left.utf8.count < right.utf8.count : left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func hasLeadingZero(_ text: String) -> Bool { text.utf8.count > 1 && text.utf8.first == 0x30 }

    private static func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
            }
    }
}

/// Comparisons of versions, all of which must hold: `>=1.2.0 <2.0.0`.
struct VersionRange: Sendable {
    enum Comparison: String, Sendable, CaseIterable {
        // The longer ones first: the first that fits is taken.
        case atLeast = ">="
        case atMost = "<="
        case notEqual = "!="
        case above = ">"
        case below = "<"
        case equal = "="

        func holds(_ version: Version, _ bound: Version) -> Bool {
            switch self {
            case .atLeast: version >= bound
            case .atMost: version <= bound
            case .notEqual: version != bound
            case .above: version > bound
            case .below: version < bound
            case .equal: version == bound
            }
        }
    }

    let comparisons: [(comparison: Comparison, bound: Version)]

    /// `nil` for a text that is no such list; a version without a sign is one to be equal to.
    init?(_ text: String) {
        var comparisons: [(comparison: Comparison, bound: Version)] = []
        var pending: Comparison?
        for word in text.split(separator: " ") {
            // A sign may stand apart from its version.
            let sign = Comparison.allCases.first { word.hasPrefix($0.rawValue) }
            if pending != nil, sign != nil { return nil }
            let rest = word.dropFirst(sign?.rawValue.count ?? 0)
            if rest.isEmpty {
                pending = sign
                continue
            }
            guard let bound = Version(String(rest)) else { return nil }
            comparisons.append((sign ?? pending ?? .equal, bound))
            pending = nil
        }
        guard !comparisons.isEmpty, comparisons.count <= 16, pending == nil else { return nil }
        self.comparisons = comparisons
    }

    func contains(_ version: Version) -> Bool {
        comparisons.allSatisfy { $0.comparison.holds(version, $0.bound) }
    }
}
