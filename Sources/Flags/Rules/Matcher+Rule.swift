import Wire

extension Matcher {
    /// The most values of an `in` rule.
    static let mostValues = 10_000
    /// The longest text that a rule compares with, in bytes.
    static let longestText = 4096

    /// Prepares a rule; throws what is wrong with its value.
    init(_ rule: Rule) throws(RuleFault) {
        if rule.ignoreCase, !Self.takesCase(rule.operator) {
            throw RuleFault("ignoreCase means nothing for \(rule.operator.rawValue); remove it")
        }
        if case .exists = rule.operator {
            guard rule.value.map({ $0.bool == true }) ?? true else {
                throw RuleFault("exists takes no value; for an attribute that is missing write \"negate\": true")
            }
            self = .exists
            return
        }
        guard let value = rule.value else {
            throw RuleFault("is missing; \(rule.operator.rawValue) needs \(Self.expected(rule.operator))")
        }
        guard let matcher = try Self.matcher(rule.operator, value, rule.ignoreCase) else {
            throw RuleFault("expected \(Self.expected(rule.operator)), found \(Self.phrase(value))")
        }
        self = matcher
    }

    /// `nil` for a value of the wrong kind.
    private static func matcher(
        _ kind: Rule.Operator,
        _ value: JSON,
        _ ignoresCase: Bool
    ) throws(RuleFault) -> Matcher? {
        try checkLength(value)
        switch kind {
        case .equals: return Scalar(value, ignoresCase: ignoresCase).map(Matcher.equals)
        case .contains: return Scalar(value, ignoresCase: ignoresCase).map(Matcher.contains)
        case .startsWith: return value.string.map { .startsWith(TextPiece($0, ignoresCase: ignoresCase)) }
        case .endsWith: return value.string.map { .endsWith(TextPiece($0, ignoresCase: ignoresCase)) }
        case .in: return try value.array.map { elements throws(RuleFault) in try within(elements, ignoresCase) }
        case .greaterThan: return Bound(value, ignoresCase: ignoresCase).map(Matcher.above)
        case .lessThan: return Bound(value, ignoresCase: ignoresCase).map(Matcher.below)
        case .between: return try value.array.flatMap { ends throws(RuleFault) in try between(ends, ignoresCase) }
        case .regex:
            return try value.string.map { text throws(RuleFault) in
                .pattern(try Pattern(text, ignoresCase: ignoresCase))
            }
        case .before: return value.string.flatMap { Timestamp($0) }.map { .below(.date($0)) }
        case .after: return value.string.flatMap { Timestamp($0) }.map { .above(.date($0)) }
        case .semver: return value.string.flatMap { VersionRange($0) }.map(Matcher.version)
        case .exists: return .exists
        }
    }

    private static func within(_ elements: [JSON], _ ignoresCase: Bool) throws(RuleFault) -> Matcher {
        guard !elements.isEmpty else { throw RuleFault("the list is empty; nothing is in it") }
        guard elements.count <= mostValues else {
            throw RuleFault("the list has \(elements.count) values; the most is \(mostValues)")
        }
        var set = ValueSet(ignoresCase: ignoresCase)
        for (index, element) in elements.enumerated() {
            try checkLength(element)
            guard set.insert(element) else {
                throw RuleFault("element \(index) must be a text, a number or a truth value, found \(phrase(element))")
            }
        }
        return .within(set)
    }

    private static func between(_ ends: [JSON], _ ignoresCase: Bool) throws(RuleFault) -> Matcher? {
        guard ends.count == 2, let low = Bound(ends[0], ignoresCase: ignoresCase),
            let high = Bound(ends[1], ignoresCase: ignoresCase)
        else { return nil }
        for end in ends { try checkLength(end) }
        switch (low, high) {
        case (.number, .number), (.date, .date), (.text, .text): break
        case (.number, _), (.date, _), (.text, _):
            throw RuleFault("both ends must be numbers, or both dates, or both other texts")
        }
        guard let order = low.order(of: high.json), order >= 0 else {
            throw RuleFault("the first end is above the second; nothing lies between them")
        }
        return .between(low, high)
    }

    private static func checkLength(_ value: JSON) throws(RuleFault) {
        if let text = value.string, text.utf8.count > longestText {
            throw RuleFault("the text has \(text.utf8.count) bytes; the most is \(longestText)")
        }
    }

    private static func takesCase(_ kind: Rule.Operator) -> Bool {
        switch kind {
        case .equals, .contains, .startsWith, .endsWith, .in, .greaterThan, .lessThan, .between, .regex: true
        case .before, .after, .semver, .exists: false
        }
    }

    private static func expected(_ kind: Rule.Operator) -> String {
        switch kind {
        case .equals, .contains: "a text, a number or a truth value"
        case .startsWith, .endsWith: "a text"
        case .in: "a list of texts, numbers or truth values"
        case .greaterThan, .lessThan: "a number, a date or a text"
        case .between: "a list of two numbers, two dates or two texts"
        case .regex: "a PCRE2 pattern"
        case .before, .after: "a date such as 2026-12-26 or an instant such as 2026-12-26T09:00:00+01:00"
        case .semver: "comparisons of semver.org versions such as \">=1.2.0 <2.0.0\""
        case .exists: "no value"
        }
    }

    /// The value for a message: texts in quotes, everything else by its kind.
    private static func phrase(_ value: JSON) -> String {
        value.string.map { $0.quoted } ?? value.phrase
    }
}
