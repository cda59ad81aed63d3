import Testing

/// A rule's inputs and the outputs that an independent implementation gave after each step.
///
/// One row a step: what came in, then what must come out, in the order that each table names. `enter` is the entering of a
/// stage, `-` a figure that does not exist or is infinite. Figures are rounded to 12 digits.
struct GoldenVector: Sendable, CustomTestStringConvertible {
    var name: String
    var limit: Double
    var safeLimit: Double?
    var ratio: Double
    var safeRatio: Double
    var reserve: Double
    var clustering: Double
    var alpha: Double
    var beta: Double
    var rows: String

    init(
        _ name: String,
        limit: Double = 0,
        safeLimit: Double? = nil,
        ratio: Double = 1,
        safeRatio: Double = 1.5,
        reserve: Double = 0.2,
        clustering: Double = 1,
        alpha: Double = 0.01,
        beta: Double = 0.05,
        _ rows: String
    ) {
        self.name = name
        self.limit = limit
        self.safeLimit = safeLimit
        self.ratio = ratio
        self.safeRatio = safeRatio
        self.reserve = reserve
        self.clustering = clustering
        self.alpha = alpha
        self.beta = beta
        self.rows = rows
    }

    var testDescription: String { name }

    /// The rows in order.
    var steps: [Step] {
        rows.split(separator: "\n").map { row in
            row == "enter" ? .enter : .reading(Reading(row))
        }
    }

    enum Step {
        case enter
        case reading(Reading)
    }

    /// A row's columns: numbers, and the decision at the end.
    struct Reading {
        var numbers: [Double?]
        var decision: String

        init(_ row: Substring) {
            let columns = row.split(separator: " ")
            numbers = columns.dropLast().map { Double($0) }
            decision = columns.last.map(String.init) ?? ""
        }

        /// A column that is always a number; NaN, which equals nothing, where it is none.
        subscript(column: Int) -> Double { numbers[column] ?? .nan }

        func count(_ column: Int) -> Int { Int(self[column]) }
    }
}

/// Whether a figure is the reference's, within 1e-9 of the larger of 1 and the reference; a missing reference stands for a
/// figure that does not exist or is infinite.
func agrees(_ figure: Double?, _ reference: Double?) -> Bool {
    guard let reference else { return figure.map(\.isInfinite) ?? true }
    guard let figure else { return false }
    return abs(figure - reference) <= 1e-9 * max(1, abs(reference))
}
