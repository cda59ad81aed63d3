import Wire

/// A rule's operator and value, prepared; holds one value of a context against them.
enum Matcher: Sendable {
    case equals(Scalar)
    case contains(Scalar)
    case startsWith(TextPiece)
    case endsWith(TextPiece)
    case within(ValueSet)
    case above(Bound)
    case below(Bound)
    case between(Bound, Bound)
    case pattern(Pattern)
    case version(VersionRange)
    case exists

    /// What came of a value that is there; one of another kind than the rule's does not match.
    func verdict(_ json: JSON) -> Verdict {
        switch self {
        case .equals(let scalar): return Verdict(scalar.equals(json))
        case .contains(let scalar): return Verdict(Self.contains(json, scalar))
        case .startsWith(let piece): return Verdict(json.string.map { piece.isPrefix(of: $0) } ?? false)
        case .endsWith(let piece): return Verdict(json.string.map { piece.isSuffix(of: $0) } ?? false)
        case .within(let set): return Verdict(set.contains(json))
        case .above(let bound): return Verdict(bound.order(of: json) == 1)
        case .below(let bound): return Verdict(bound.order(of: json) == -1)
        case .between(let low, let high):
            guard let above = low.order(of: json), let below = high.order(of: json) else { return .noMatch }
            return Verdict(above >= 0 && below <= 0)
        case .pattern(let pattern):
            guard let text = json.string else { return .noMatch }
            switch pattern.search(text) {
            case .found: return .match
            case .notFound: return .noMatch
            case .tooCostly: return .undecided
            }
        case .version(let range):
            return Verdict(json.string.flatMap { Version($0) }.map { range.contains($0) } ?? false)
        case .exists: return .match
        }
    }

    private static func contains(_ json: JSON, _ scalar: Scalar) -> Bool {
        if let elements = json.array { return elements.contains { scalar.equals($0) } }
        guard case .text(let piece) = scalar, let text = json.string else { return false }
        return piece.isContained(in: text)
    }
}
