import Wire

/// Texts that rules might all be content with.
struct TextCandidates {
    /// Of values that are listed, so many are joined with what other rules demand.
    private static let mostJoined = 50

    private let puzzle: AttributePuzzle

    init(_ puzzle: AttributePuzzle) { self.puzzle = puzzle }

    /// The rules' own texts; texts put together from the pieces that are demanded; dates, versions and a few others.
    var all: [String] {
        let matchers = puzzle.matchers.map(\.matcher)
        let texts = listed + joined + ordered
        let dates = DatePoints.candidates(matchers).flatMap { [$0.rfc3339, String($0.rfc3339.prefix(10))] }
        let versions = VersionPoints.candidates(matchers).map(\.description)
        let spelt = texts.flatMap { [$0, $0.lowercased(), $0.uppercased()] }
        return spelt + dates + versions + ["a", "1", "user-1", "user@example.com", "2026-01-01", "1.0.0", "~", ""]
    }

    /// The texts that `equals` and `in` name, negated or not.
    private var listed: [String] {
        puzzle.rules.flatMap { rule, _ -> [String] in
            switch rule.operator {
            case .equals: return rule.value?.string.map { [$0] } ?? []
            case .in: return rule.value?.array?.compactMap(\.string) ?? []
            case .contains, .startsWith, .endsWith, .greaterThan, .lessThan, .between, .regex, .before, .after, .semver,
                .exists:
                return []
            }
        }
    }

    /// At and right behind the texts of comparisons.
    private var ordered: [String] {
        puzzle.rules.flatMap { rule, _ -> [String] in
            guard [.greaterThan, .lessThan, .between].contains(rule.operator) else { return [] }
            let ends = (rule.value?.array ?? rule.value.map { [$0] } ?? []).compactMap(\.string)
            return ends + ends.map { $0 + "\u{0}" }
        }
    }

    /// Beginning, middle and end as they are demanded, with different texts between.
    private var joined: [String] {
        let head = longest(.startsWith)
        let tail = longest(.endsWith)
        let patterns = demanded(.regex)
        // What is bound to the beginning goes first, and what is bound to the end last.
        let demands =
            patterns.filter { $0.hasPrefix("^") }.map { PatternSample.text($0) } + demanded(.contains)
            + patterns.filter { !$0.hasPrefix("^") }.map { PatternSample.text($0) }
        let inner = demands.filter { !head.contains($0) && !tail.contains($0) }
        var texts = inner.count == 1 ? inner : []
        for separator in ["", "-", "x", " ", "1", "zq"] {
            let middle = inner.joined(separator: separator)
            texts.append(Self.overlapped(Self.overlapped(head, middle), tail))
            texts.append(head + separator + middle + separator + tail)
        }
        return texts + listed.prefix(Self.mostJoined).map { head + $0 + tail }
    }

    private func demanded(_ kind: Rule.Operator) -> [String] {
        puzzle.rules.filter { $0.rule.operator == kind && !$0.rule.negate }.compactMap { $0.rule.value?.string }
    }

    private func longest(_ kind: Rule.Operator) -> String {
        demanded(kind).max { $0.utf8.count < $1.utf8.count } ?? ""
    }

    /// The two joined, with the longest end of the one that is a beginning of the other written once.
    private static func overlapped(_ one: String, _ other: String) -> String {
        let left = Array(one.unicodeScalars)
        let right = Array(other.unicodeScalars)
        var size = min(left.count, right.count)
        while size > 0, !left.suffix(size).elementsEqual(right.prefix(size)) { size -= 1 }
        var text = one.unicodeScalars
        text.append(contentsOf: right.dropFirst(size))
        return String(text)
    }
}
