/// Finds the known name that a misspelt one was probably meant to be.
package enum Suggestion {
    /// The nearest of `known` within a third of the name's length, as `; did you mean 'x'?`, or an empty text.
    package static func phrase(for name: String, among known: some Sequence<String>) -> String {
        guard name.count <= 64 else { return "" }
        let bound = max(1, name.count / 3)
        let folded = Array(name.lowercased())
        var best: (name: String, distance: Int)?
        for candidate in known {
            let distance = distance(folded, Array(candidate.lowercased()))
            if distance <= bound, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best.map { "; did you mean '\($0.name)'?" } ?? ""
    }

    /// Levenshtein's distance, with a swap of neighbours counted as one step.
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for (row, left) in one.enumerated() {
            var current = [row + 1]
            for (column, right) in other.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (left == right ? 0 : 1))
                if row > 0, column > 0, left == other[column - 1], one[row - 1] == right {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[other.count]
    }
}
