/// A JSON Pointer (RFC 6901): the way from the root of a tree to one value, such as `/stages/0/percent`.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The names and indices from the root on, with `~0` and `~1` resolved.
    package let tokens: [String]

    /// A pointer from its tokens; none point at the root.
    package init(tokens: [String]) { self.tokens = tokens }

    /// A pointer from its text: empty for the root, otherwise each token behind a `/`.
    ///
    /// Throws `invalidPointer` for a text that starts otherwise, and for a `~` without `0` or `1` after it.
    package init(_ text: String) throws(JSONFault) {
        var tokens: [String] = []
        var token = String.UnicodeScalarView()
        var column = 0
        var afterTilde = false
        for scalar in text.unicodeScalars {
            column += 1
            if afterTilde {
                guard scalar == "0" || scalar == "1" else { throw Self.loneTilde(column - 1) }
                token.append(scalar == "0" ? "~" : "/")
                afterTilde = false
            } else if scalar == "/" {
                if column > 1 { tokens.append(String(token)) }
                token = String.UnicodeScalarView()
            } else if column == 1 {
                throw JSONFault(
                    .invalidPointer,
                    "start the pointer with / or leave it empty",
                    at: Place(line: 1, column: 1)
                )
            } else if scalar == "~" {
                afterTilde = true
            } else {
                token.append(scalar)
            }
        }
        if afterTilde { throw Self.loneTilde(column) }
        if column > 0 { tokens.append(String(token)) }
        self.tokens = tokens
    }

    private static func loneTilde(_ column: Int) -> JSONFault {
        JSONFault(.invalidPointer, "write ~0 for a tilde and ~1 for a slash", at: Place(line: 1, column: column))
    }

    /// The text that reads back to this pointer.
    package var description: String {
        var text = String.UnicodeScalarView()
        for token in tokens {
            text.append("/")
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": text.append(contentsOf: "~0".unicodeScalars)
                case "/": text.append(contentsOf: "~1".unicodeScalars)
                default: text.append(scalar)
                }
            }
        }
        return String(text)
    }
}
