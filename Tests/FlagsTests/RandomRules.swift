import Flags
import Wire

/// Rules and contexts over so few values that they often meet.
enum RandomRules {
    private static let texts = ["a", "A", "ab", "b", "ba", "abc", "", "2026-01-01", "1.2.0", "ß", "SS"]
    private static let dates = ["2026-01-01", "2026-01-02", "2026-01-01T12:00:00Z"]
    private static let versions = ["1.2.0", "1.3.0", "1.2.0-rc.1"]
    private static let patterns = ["^a", "b$", "^[ab]+$", "a|b", "^.$"]

    /// One to three rules on two attributes.
    static func rules(_ generator: inout SeededGenerator) -> [Rule] {
        (0..<Int.random(in: 1...3, using: &generator)).map { _ in rule(&generator) }
    }

    /// A rule of any operator.
    static func rule(_ generator: inout SeededGenerator) -> Rule {
        let kind = Rule.Operator.allCases.randomElement(using: &generator) ?? .exists
        let takesCase = ![.before, .after, .semver, .exists].contains(kind)
        return Rule(
            attribute: ["x", "x", "y"].randomElement(using: &generator) ?? "x",
            operator: kind,
            value: value(kind, &generator),
            negate: .random(using: &generator),
            ignoreCase: takesCase && Int.random(in: 0..<3, using: &generator) == 0
        )
    }

    /// A context of both attributes, or fewer.
    static func context(_ generator: inout SeededGenerator) -> JSON {
        var members: [JSON.Member] = []
        for name in ["x", "y"] where Int.random(in: 0..<5, using: &generator) > 0 {
            members.append(JSON.Member(name: name, value: anything(&generator)))
        }
        return JSON(.object(members))
    }

    private static func value(_ kind: Rule.Operator, _ generator: inout SeededGenerator) -> JSON? {
        switch kind {
        case .equals, .contains: return scalar(&generator)
        case .startsWith, .endsWith: return text(texts, &generator)
        case .in: return JSON((0..<Int.random(in: 1...3, using: &generator)).map { _ in scalar(&generator) })
        case .greaterThan, .lessThan: return ordered(&generator)
        case .between:
            if Bool.random(using: &generator) {
                let low = Int.random(in: 0...3, using: &generator)
                return [JSON(low), JSON(low + Int.random(in: 0...2, using: &generator))]
            }
            return ["a", "b"]
        case .regex: return text(patterns, &generator)
        case .before, .after: return text(dates, &generator)
        case .semver:
            let sign = [">", ">=", "<", "<=", "=", "!="].randomElement(using: &generator) ?? ""
            return JSON(sign + (versions.randomElement(using: &generator) ?? ""))
        case .exists: return nil
        }
    }

    private static func ordered(_ generator: inout SeededGenerator) -> JSON {
        Bool.random(using: &generator) ? JSON(Int.random(in: 0...3, using: &generator)) : text(texts + dates, &generator)
    }

    private static func scalar(_ generator: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: JSON(Int.random(in: 0...3, using: &generator))
        case 1: JSON(Bool.random(using: &generator))
        default: text(texts, &generator)
        }
    }

    private static func anything(_ generator: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: JSON((0..<2).map { _ in scalar(&generator) })
        case 1: .null
        case 2: JSON(.object([]))
        case 3: JSON(Double.random(in: 0...4, using: &generator))
        case 4: text(dates + versions, &generator)
        default: scalar(&generator)
        }
    }

    private static func text(_ texts: [String], _ generator: inout SeededGenerator) -> JSON {
        JSON(texts.randomElement(using: &generator) ?? "")
    }
}
