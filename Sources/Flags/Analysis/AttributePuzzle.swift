import Wire

/// The search for one attribute's value that meets all the rules on it, as they count in segments.
struct AttributePuzzle {
    enum Solution {
        /// This value meets them.
        case value(JSON)
        /// No value that was tried does, but the attribute's absence.
        case missing
        /// Nothing can.
        case none
        /// Nothing was found, and nothing shows that there is nothing.
        case unknown
    }

    /// The kinds of JSON values, as far as rules tell them apart.
    enum Kind: CaseIterable { case text, number, bool, list, object }

    let rules: [(rule: Rule, compiled: CompiledRule)]

    init(_ rules: [(rule: Rule, compiled: CompiledRule)]) { self.rules = rules }

    var matchers: [(matcher: Matcher, isNegated: Bool)] { rules.map { ($0.compiled.matcher, $0.compiled.isNegated) } }

    var solution: Solution {
        let kinds = allowedKinds
        for kind in Kind.allCases where kinds.contains(kind) {
            if let found = candidates(kind).first(where: { holds($0) }) { return .value(found) }
        }
        if holds(nil) { return .missing }
        return kinds.allSatisfy { isExcluded($0) } ? .none : .unknown
    }

    /// Whether the value, or the attribute's absence, meets all rules.
    func holds(_ json: JSON?) -> Bool {
        rules.allSatisfy { $0.compiled.verdict(of: json, negatedMatchesMissing: true) == .match }
    }

    /// The kinds that every plain rule can match; none where the attribute must be missing.
    private var allowedKinds: Set<Kind> {
        matchers.reduce(into: Set(Kind.allCases)) { kinds, entry in
            if !entry.isNegated {
                kinds.formIntersection(Self.kinds(entry.matcher))
            } else if case .exists = entry.matcher {
                kinds = []
            }
        }
    }

    private static func kinds(_ matcher: Matcher) -> Set<Kind> {
        switch matcher {
        case .equals(.text), .startsWith, .endsWith, .pattern, .version: [.text]
        case .equals(.number): [.number]
        case .equals(.bool): [.bool]
        case .contains(.text): [.text, .list]
        case .contains(.number), .contains(.bool): [.list]
        case .within(let set):
            Set(
                (set.texts.isEmpty ? [] : [.text]) + (set.numbers.isEmpty ? [] : [.number])
                    + (set.bools.isEmpty ? [] : [.bool])
            )
        case .above(let bound), .below(let bound), .between(let bound, _):
            switch bound {
            case .number: [.number]
            case .date, .text: [.text]
            }
        case .exists: Set(Kind.allCases)
        }
    }

    private func candidates(_ kind: Kind) -> [JSON] {
        switch kind {
        case .text: TextCandidates(self).all.map { JSON($0) }
        case .number: NumberPoints.candidates(matchers.map(\.matcher)).map(\.json)
        case .bool: [true, false]
        case .list: lists
        case .object: [JSON(.object([]))]
        }
    }

    /// The shortest list that meets the plain rules, in the cases that might matter.
    private var lists: [JSON] {
        let elements = rules.filter { !$0.rule.negate && $0.rule.operator == .contains }.compactMap(\.rule.value)
        return [
            JSON(elements),
            JSON(elements.map { json in json.string.map { JSON($0.lowercased()) } ?? json }),
            JSON(elements.map { json in json.string.map { JSON($0.uppercased()) } ?? json }),
        ]
    }

    /// Whether no value of the kind can meet all rules, given that no candidate of the kind does.
    private func isExcluded(_ kind: Kind) -> Bool {
        switch kind {
        // Rules on numbers change their answer at their own numbers only, and all of those, what lies between and
        // what lies outside were candidates.
        case .number, .bool, .object: true
        case .text: TextProof(self).excludesAll
        case .list: excludesLists
        }
    }

    /// Whether an element that one rule demands is one that another forbids, in whatever case.
    private var excludesLists: Bool {
        let all = rules.filter { $0.rule.operator == .contains }
        return all.contains { demand in
            guard !demand.rule.negate, let value = demand.rule.value else { return false }
            return all.contains { ban in
                guard ban.rule.negate, case .contains(let scalar) = ban.compiled.matcher else { return false }
                let isCertain = value.string == nil || !demand.rule.ignoreCase || ban.rule.ignoreCase
                return isCertain && scalar.equals(value)
            }
        }
    }
}
