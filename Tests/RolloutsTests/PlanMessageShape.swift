/// A string literal of Swift source that holds a space: its texts between interpolations, in order.
struct PlanMessageShape: CustomStringConvertible {
    var pieces: [String]

    var description: String { pieces.joined(separator: "…") }

    /// Whether the pieces stand in `line` one after the other.
    func fits(_ line: String) -> Bool {
        var rest = Array(line)[...]
        for piece in pieces.map(Array.init) where !piece.isEmpty {
            let starts = rest.indices.prefix(max(0, rest.count - piece.count + 1))
            guard let start = starts.first(where: { rest[$0...].starts(with: piece) }) else { return false }
            rest = rest[(start + piece.count)...]
        }
        return true
    }

    /// The literals in `source` outside comments and outside each other.
    static func all(in source: String) -> [PlanMessageShape] {
        source.split(separator: "\n").flatMap { line in
            var rest = Array(line)[...]
            var shapes: [PlanMessageShape] = []
            while let first = rest.popFirst() {
                if first == "/", rest.first == "/" { break }
                if first == "\"" { shapes.append(PlanMessageShape(pieces: pieces(&rest))) }
            }
            return shapes.filter { $0.pieces.contains { $0.contains(" ") } }
        }
    }

    /// Reads on from behind an opening quote to behind the closing one.
    private static func pieces(_ rest: inout ArraySlice<Character>) -> [String] {
        var pieces = [""]
        while let next = rest.popFirst(), next != "\"" {
            guard next == "\\", let escaped = rest.popFirst() else {
                pieces[pieces.count - 1].append(next)
                continue
            }
            if escaped == "(" {
                skipInterpolation(&rest)
                pieces.append("")
            } else {
                pieces[pieces.count - 1].append(escaped)
            }
        }
        return pieces
    }

    private static func skipInterpolation(_ rest: inout ArraySlice<Character>) {
        var depth = 1
        while depth > 0, let next = rest.popFirst() {
            switch next {
            case "(": depth += 1
            case ")": depth -= 1
            case "\"": _ = pieces(&rest)
            default: break
            }
        }
    }
}
