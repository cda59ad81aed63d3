import Wire

/// A rule that is ready to be held against contexts.
struct CompiledRule: Sendable {
    let path: AttributePath
    let matcher: Matcher
    let isNegated: Bool

    /// Throws what is wrong with the rule.
    init(_ rule: Rule) throws(RuleFault) {
        path = AttributePath(rule.attribute)
        matcher = try Matcher(rule)
        isNegated = rule.negate
    }

    /// Whether the rule holds for a context.
    func verdict(_ context: Context, negatedMatchesMissing: Bool) -> Verdict {
        verdict(of: context.value(at: path), negatedMatchesMissing: negatedMatchesMissing)
    }

    /// Whether the rule holds for the attribute's value. Where it is missing, a plain rule never does, and a negated one
    /// as `negatedMatchesMissing` says: it does in segments, and not in a flag's targeting. `exists` asks just that.
    func verdict(of value: JSON?, negatedMatchesMissing: Bool) -> Verdict {
        guard let value, !value.isNull else {
            if case .exists = matcher { return Verdict(isNegated) }
            return Verdict(isNegated && negatedMatchesMissing)
        }
        let verdict = matcher.verdict(value)
        return isNegated ? verdict.negated : verdict
    }

    /// Whether a browser could evaluate it: patterns and versions are the server's.
    var isForServerOnly: Bool {
        switch matcher {
        case .pattern, .version: true
        case .equals, .contains, .startsWith, .endsWith, .within, .above, .below, .between, .exists: false
        }
    }
}

/// A list of rules that must all hold.
struct RuleSet: Sendable {
    let rules: [CompiledRule]
    let negatedMatchesMissing: Bool

    /// The position of the first rule that does not hold and why, or `nil` where all hold.
    func firstFailure(_ context: Context) -> (position: Int, isUndecided: Bool)? {
        for position in rules.indices {
            switch rules[position].verdict(context, negatedMatchesMissing: negatedMatchesMissing) {
            case .match: continue
            case .noMatch: return (position, false)
            case .undecided: return (position, true)
            }
        }
        return nil
    }
}
