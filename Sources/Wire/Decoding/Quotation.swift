extension String {
    /// The text in single quotes, for a message: at most 60 scalars of it, on one line.
    package var quoted: String { "'\(clipped)'" }

    /// At most 60 scalars of the text, on one line, with `…` where more follow.
    package var clipped: String { clipped(to: 60) }

    /// At most `most` scalars of the text, on one line, with `…` where more follow.
    package func clipped(to most: Int) -> String {
        let scalars = unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: most, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return onOneLine }
        return String(scalars[..<end]).onOneLine + "…"
    }

    /// The text with `�` for each line break and control character.
    var onOneLine: String {
        var line = UnicodeScalarView()
        for scalar in unicodeScalars { line.append(scalar.breaksLine ? "\u{FFFD}" : scalar) }
        return String(line)
    }
}

extension Unicode.Scalar {
    /// Whether it is a control character or a separator of lines.
    fileprivate var breaksLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
