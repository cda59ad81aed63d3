/// Why a text was refused, and where.
package struct JSONFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The stable name of what is wrong.
    package enum Code: String, Sendable, CaseIterable {
        case notUTF8, byteOrderMark, tooLarge, tooDeep
        case unexpectedEnd, unexpectedCharacter, trailingContent
        case invalidNumber, invalidString, duplicateKey, invalidPointer
    }

    /// What is wrong.
    package var code: Code
    /// What is wrong and what to do about it, in a sentence.
    package var message: String
    /// The first character that is wrong. For a pointer, the column within its text.
    package var place: Place

    /// A fault from its parts.
    package init(_ code: Code, _ message: String, at place: Place) {
        self.code = code
        self.message = message
        self.place = place
    }

    /// Place and message: `14:7: put a comma between the values`.
    package var description: String { "\(place): \(message)" }
}
