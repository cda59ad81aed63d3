import Wire

/// Grounds on which no text at all can meet an attribute's rules. Where any subset of them excludes every text, all do.
struct TextProof {
    private let puzzle: AttributePuzzle

    init(_ puzzle: AttributePuzzle) { self.puzzle = puzzle }

    /// Whether every text is excluded, given that no candidate meets the rules; `false` where that cannot be shown.
    var excludesAll: Bool {
        isListExhausted || areBeginningsApart || areEndsApart || isDemandForbidden || isDateExcluded || isVersionExcluded
            || isOrderExcluded
    }

    /// A rule that names every text it takes: all of them were candidates.
    private var isListExhausted: Bool {
        puzzle.rules.contains { rule, _ in
            guard !rule.negate, rule.operator == .equals || rule.operator == .in else { return false }
            // Where case is ignored, another spelling may do, unless no other rule looks at the spelling.
            return !rule.ignoreCase
                || puzzle.rules.allSatisfy { other, _ in
                    other.operator == .exists || (other.ignoreCase && other.operator != .regex)
                }
        }
    }

    /// Two beginnings, neither of which begins the other.
    private var areBeginningsApart: Bool {
        arePairwiseApart(.startsWith) { $0.hasExactPrefix($1) }
    }

    private var areEndsApart: Bool {
        arePairwiseApart(.endsWith) { $0.hasExactSuffix($1) }
    }

    private func arePairwiseApart(_ kind: Rule.Operator, _ fits: (String, String) -> Bool) -> Bool {
        let pieces = puzzle.rules.map(\.rule).filter { $0.operator == kind && !$0.negate }
        return pieces.contains { one in
            pieces.contains { other in
                // Case decides only where both look at it.
                let isFolded = one.ignoreCase || other.ignoreCase
                guard let left = Self.text(one, folded: isFolded), let right = Self.text(other, folded: isFolded)
                else { return false }
                return !fits(left, right) && !fits(right, left)
            }
        }
    }

    /// A piece that must be there brings along one that must not.
    private var isDemandForbidden: Bool {
        let pieces = puzzle.rules.map(\.rule).filter { [.startsWith, .endsWith, .contains].contains($0.operator) }
        return pieces.contains { ban in
            guard ban.negate else { return false }
            // Every text holds the empty one.
            if ban.value?.string?.isEmpty == true { return true }
            return pieces.contains { demand in
                // A ban that looks at case says nothing of a demand that does not.
                guard !demand.negate, ban.ignoreCase || !demand.ignoreCase,
                    let wanted = Self.text(demand, folded: ban.ignoreCase),
                    let banned = Self.text(ban, folded: ban.ignoreCase)
                else { return false }
                if ban.operator == .contains { return wanted.hasExactPart(banned) }
                guard ban.operator == demand.operator else { return false }
                return ban.operator == .startsWith ? wanted.hasExactPrefix(banned) : wanted.hasExactSuffix(banned)
            }
        }
    }

    /// The rules on dates take no instant, or another rule takes no date.
    private var isDateExcluded: Bool {
        let rules = puzzle.rules.filter { !DatePoints.dates($0.compiled.matcher).isEmpty }
        guard rules.contains(where: { !$0.rule.negate }) else { return false }
        // A version's digits have points before any hyphen, and a date's have not.
        if puzzle.rules.contains(where: { $0.rule.operator == .semver && !$0.rule.negate }) { return true }
        if isForeignDemanded(to: "0123456789-:.TZ+ ") { return true }
        let subset = AttributePuzzle(rules)
        return !DatePoints.candidates(rules.map(\.compiled.matcher)).contains { subset.holds(JSON($0.rfc3339)) }
    }

    /// The rules on versions take none: every one that they could tell apart is tried.
    private var isVersionExcluded: Bool {
        let rules = puzzle.rules.filter { $0.rule.operator == .semver }
        guard rules.contains(where: { !$0.rule.negate }) else { return false }
        if isForeignDemanded(to: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.+-") { return true }
        let subset = AttributePuzzle(rules)
        return !VersionPoints.candidates(rules.map(\.compiled.matcher)).contains { subset.holds(JSON($0.description)) }
    }

    /// Comparisons of texts leave nothing between them: right behind a text stands the same with a zero scalar.
    private var isOrderExcluded: Bool {
        let rules = puzzle.rules.filter { rule, compiled in
            switch compiled.matcher {
            case .above(.text), .below(.text), .between(.text, _): !rule.ignoreCase
            case .equals, .contains, .startsWith, .endsWith, .within, .above, .below, .between, .pattern, .version, .exists:
                false
            }
        }
        guard !rules.isEmpty else { return false }
        let ends = rules.flatMap { ($0.rule.value?.array ?? $0.rule.value.map { [$0] } ?? []).compactMap(\.string) }
        let subset = AttributePuzzle(rules)
        return !([""] + ends + ends.map { $0 + "\u{0}" }).contains { subset.holds(JSON($0)) }
    }

    /// Whether a piece that must be there has another scalar, once it is folded, than those of `alphabet`.
    private func isForeignDemanded(to alphabet: String) -> Bool {
        puzzle.rules.contains { rule, _ in
            guard !rule.negate, [.startsWith, .endsWith, .contains].contains(rule.operator),
                let text = Self.text(rule, folded: true)
            else { return false }
            return text.unicodeScalars.contains { !alphabet.unicodeScalars.contains($0) }
        }
    }

    private static func text(_ rule: Rule, folded: Bool) -> String? {
        rule.value?.string.map { folded ? FoldedText.fold($0) : $0 }
    }
}

extension String {
    fileprivate func hasExactPrefix(_ other: String) -> Bool {
        TextPiece(other, ignoresCase: false).isPrefix(of: self)
    }

    fileprivate func hasExactSuffix(_ other: String) -> Bool {
        TextPiece(other, ignoresCase: false).isSuffix(of: self)
    }

    fileprivate func hasExactPart(_ other: String) -> Bool {
        TextPiece(other, ignoresCase: false).isContained(in: self)
    }
}
