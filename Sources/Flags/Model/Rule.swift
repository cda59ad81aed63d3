package import Wire

/// One condition on one attribute of the context.
package struct Rule: Sendable, Equatable {
    /// What is asked of an attribute. Texts are compared scalar by scalar, never by canonical equivalence, so that
    /// evaluators in other languages agree.
    package enum Operator: String, Sendable, CaseIterable {
        /// The same text, truth value or number (`2` equals `2.0`).
        case equals
        /// A text within the attribute's text, or a value among the elements of the attribute's list.
        case contains
        /// The beginning of the attribute's text.
        case startsWith
        /// The end of the attribute's text.
        case endsWith
        /// Equals one of a list of values.
        case `in`
        /// Above a number, after a date, or behind a text in the order of scalars; by the kind of the rule's value.
        case greaterThan
        /// Below a number, before a date, or ahead of a text.
        case lessThan
        /// Within a list of two, both included.
        case between
        /// A PCRE2 pattern is found anywhere in the text.
        case regex
        /// Strictly earlier than a date.
        case before
        /// Strictly later than a date.
        case after
        /// A version by the precedence of semver.org within space-separated comparisons, such as `>=1.2.0 <2.0.0`.
        case semver
        /// The attribute is there and not null.
        case exists
    }

    /// The attribute's name; `user.plan` is the member `plan` of the object `user` where no member is called so as a whole.
    package var attribute: String
    /// What is asked.
    package var `operator`: Operator
    /// What it is held against; `exists` needs none.
    package var value: JSON?
    /// Whether the answer is turned around.
    package var negate: Bool
    /// Whether capitals are the same as small letters (see ``FoldedText``).
    package var ignoreCase: Bool

    /// A rule from its parts.
    package init(
        attribute: String,
        operator: Operator,
        value: JSON? = nil,
        negate: Bool = false,
        ignoreCase: Bool = false
    ) {
        self.attribute = attribute
        self.operator = `operator`
        self.value = value
        self.negate = negate
        self.ignoreCase = ignoreCase
    }

    /// As it stands in a flag or segment; `ignoreCase` only where it is set.
    package var json: JSON {
        .object([
            ("attribute", JSON(attribute)),
            ("operator", JSON(`operator`.rawValue)),
            ("value", value),
            ("negate", JSON(negate)),
            ("ignoreCase", ignoreCase ? true : nil),
        ])
    }
}
