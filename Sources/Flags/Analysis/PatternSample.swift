/// A text that a pattern might fit, made by walking over it: the first alternative, each repetition once.
///
/// Only a guess: whoever uses it holds it against the pattern.
struct PatternSample {
    private static let mostRepetitions = 64
    private static let deepest = 32

    private var rest: Substring.UnicodeScalarView

    private init(_ pattern: String) { rest = Substring(pattern).unicodeScalars }

    /// The text for `pattern`.
    static func text(_ pattern: String) -> String {
        var sample = PatternSample(pattern)
        return sample.alternatives(depth: 0)
    }

    /// Reads to the end of the group and gives its first alternative.
    private mutating func alternatives(depth: Int) -> String {
        var first: String?
        var text = ""
        while let scalar = rest.popFirst() {
            if scalar == ")" { break }
            if scalar == "|" {
                first = first ?? text
                text = ""
                continue
            }
            let piece = piece(scalar, depth: depth)
            let count = repetitions()
            // A hostile pattern may nest its counts.
            for _ in 0..<count where text.utf8.count < Pattern.longestText { text += piece }
        }
        return first ?? text
    }

    private mutating func piece(_ scalar: Unicode.Scalar, depth: Int) -> String {
        switch scalar {
        case "^", "$": return ""
        case ".": return "a"
        case "\\": return escape()
        case "[": return set()
        case "(":
            skipGroupHead()
            guard depth < Self.deepest else { return "" }
            return alternatives(depth: depth + 1)
        default: return String(scalar)
        }
    }

    private mutating func escape() -> String {
        guard let scalar = rest.popFirst() else { return "" }
        switch scalar {
        case "d": return "1"
        case "w", "D", "S": return "a"
        case "s", "W": return " "
        case "A", "z", "Z", "b", "B", "G": return ""
        case "n": return "\n"
        case "t": return "\t"
        default: return String(scalar)
        }
    }

    /// The first member of a set; some letter, digit or sign for one that is turned around.
    private mutating func set() -> String {
        var members: [String] = []
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        while let scalar = rest.popFirst(), scalar != "]" || members.isEmpty {
            members.append(scalar == "\\" ? escape() : String(scalar))
        }
        guard isNegated else { return members.first ?? "" }
        return ["a", "1", "_", " "].first { !members.contains($0) } ?? "~"
    }

    /// `?:`, `?i:` and the like.
    private mutating func skipGroupHead() {
        guard rest.first == "?" else { return }
        while let scalar = rest.first, scalar != ":", scalar != ")", scalar != ">" { rest.removeFirst() }
        if rest.first == ":" || rest.first == ">" { rest.removeFirst() }
    }

    /// How often the piece before is written: the least count of braces, once otherwise.
    private mutating func repetitions() -> Int {
        var count = 1
        switch rest.first {
        case "*", "+", "?": rest.removeFirst()
        case "{":
            guard let end = rest.firstIndex(of: "}") else { return 1 }
            let inside = String(String.UnicodeScalarView(rest[rest.index(after: rest.startIndex)..<end]))
            let least = inside.split(separator: ",", omittingEmptySubsequences: false).first.flatMap { Int($0) }
            guard let least else { return 1 }
            count = min(max(1, least), Self.mostRepetitions)
            rest = rest[rest.index(after: end)...]
        case nil, .some: return 1
        }
        if rest.first == "?" || rest.first == "+" { rest.removeFirst() }
        return count
    }
}
