/// What came of holding one rule, or a set of them, against a context.
enum Verdict: Sendable, Equatable {
    /// It holds.
    case match
    /// It does not hold.
    case noMatch
    /// A pattern ran into its bounds: the rule counts as one that does not hold, negated or not.
    case undecided

    init(_ matches: Bool) { self = matches ? .match : .noMatch }

    /// The verdict of the negated rule.
    var negated: Verdict {
        switch self {
        case .match: .noMatch
        case .noMatch: .match
        case .undecided: .undecided
        }
    }
}
