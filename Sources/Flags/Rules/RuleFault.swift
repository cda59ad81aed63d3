/// Why a rule cannot be used, as the end of a sentence about its value.
package struct RuleFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what to write instead.
    package let message: String

    /// A fault with its message.
    init(_ message: String) { self.message = message }

    /// The message.
    package var description: String { message }
}
