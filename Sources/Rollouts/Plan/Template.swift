/// A text with places such as `{flag}` that are filled in when a metric is asked for.
///
/// A place is a name in braces with nothing else between them, so PromQL's own braces (`{job="x"}`) are plain text.
package struct Template: Sendable, Hashable {
    /// What a template is made of.
    package enum Part: Sendable, Hashable {
        /// Text that stays as it is.
        case text(String)
        /// The name of a variable.
        case variable(String)
    }

    /// The text as it was written.
    package let source: String
    /// Its parts, in order.
    package let parts: [Part]

    /// The variables that a metric's query may use; a source's URL may also use `params.NAME`.
    package static let variables = [
        "flag", "percentage", "stage", "since", "until", "sinceUnix", "untilUnix", "elapsed", "entry",
    ]

    /// Cuts `text` into parts; every text is a template.
    package init(_ text: String) {
        source = text
        var parts: [Part] = []
        var plain = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            plain += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            let name = inside.prefix {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-")
            }
            let after = inside.dropFirst(name.count)
            if let first = name.first, first.isLetter, after.first == "}" {
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = ""
                parts.append(.variable(String(name)))
                rest = after.dropFirst()
            } else {
                plain += "{"
                rest = inside
            }
        }
        plain += rest
        if !plain.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
    }

    /// The names in it that are not among `known`; `params.…` counts as known where `allowsParameters`.
    package func unknownVariables(known: [String] = Template.variables, allowsParameters: Bool = false) -> [String] {
        parts.compactMap { part in
            switch part {
            case .text: nil
            case .variable(let name):
                known.contains(name) || (allowsParameters && name.hasPrefix("params.")) ? nil : name
            }
        }
    }

    /// The text with every variable replaced by what `value` gives for it; a variable that gives `nil` becomes empty.
    package func filled(_ value: (String) -> String?) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .variable(let name): value(name) ?? ""
            }
        }.joined()
    }
}
