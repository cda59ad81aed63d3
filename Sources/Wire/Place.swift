/// A position in a text: line and column, both counted from 1. A column is a Unicode scalar, not a byte.
package struct Place: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The line, from 1. A line ends at LF, at CR LF, or at a CR that stands alone.
    package var line: Int
    /// The column, from 1, in Unicode scalars.
    package var column: Int

    /// The place of a value that was built and not read: `0:0`.
    package static let none = Place(line: 0, column: 0)

    /// A place from its two counts.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Line and column with a colon between, as compilers print them: `14:7`.
    package var description: String { "\(line):\(column)" }

    /// The order of reading: earlier line first, then earlier column.
    package static func < (left: Place, right: Place) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
