/// Case folding without tables of our own: small letters, then capitals, each scalar by itself.
///
/// So `ß` is `ss`, `ς` is `σ` and the Kelvin sign is `k`; JavaScript's `toLowerCase().toUpperCase()` gives the same.
/// Each scalar folds to one byte or more, and the fold of two texts joined is the join of their folds.
package enum FoldedText {
    /// The folded text.
    package static func fold(_ text: String) -> String { text.lowercased().uppercased() }

    /// At most so many scalars of the fold of the text's beginning.
    static func foldedPrefix(of text: String, scalars: Int) -> String {
        fold(String(String.UnicodeScalarView(text.unicodeScalars.prefix(scalars))))
    }

    /// At most so many scalars of the fold of the text's end.
    static func foldedSuffix(of text: String, scalars: Int) -> String {
        fold(String(String.UnicodeScalarView(text.unicodeScalars.suffix(scalars))))
    }
}

/// A text that equals another only when both have the same scalars; Swift's strings compare by canonical equivalence.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (one: ExactText, other: ExactText) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    // Canonically equivalent texts hash alike, and equal ones are canonically equivalent.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
