/// Something wrong with one field of a flag or segment as it is stored.
package struct FieldFault: Sendable, Equatable, CustomStringConvertible {
    /// The field, or a path into it such as `targeting[0].value`.
    package let field: String
    /// What is wrong.
    package let message: String
    /// Whether it bears on who is served what: then the flag is served off, and nobody is in the segment.
    package let isServedOff: Bool

    init(field: String, message: String, isServedOff: Bool) {
        self.field = field
        self.message = message
        self.isServedOff = isServedOff
    }

    /// Field and message in a line.
    package var description: String { "\(field): \(message)" }
}
