/// An error that the server answered with: the command was refused or failed there.
package struct RedisServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The first word when it is in capitals (`WRONGTYPE`, `NOSCRIPT`, `MOVED`), else `ERR`.
    package let prefix: String
    /// The whole text as the server sent it, prefix included.
    package let message: String

    /// Reads the text of an error reply.
    package init(message: String) {
        let word = message.prefix { $0 != " " }
        let isPrefix = !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
        self.prefix = isPrefix ? String(word) : "ERR"
        self.message = message
    }

    /// The server's text.
    package var description: String { message }
}
