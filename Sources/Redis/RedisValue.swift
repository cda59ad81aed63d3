/// One argument of a command. Everything is sent with its length, so no value can be taken for protocol.
package enum RedisValue: Sendable, Equatable {
    /// Text, sent as UTF-8.
    case text(String)
    /// A number, sent in decimal.
    case integer(Int)
    /// Bytes, sent as they are.
    case bytes([UInt8])
}

extension RedisValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    /// A text argument from a literal.
    package init(stringLiteral value: String) { self = .text(value) }

    /// A number argument from a literal.
    package init(integerLiteral value: Int) { self = .integer(value) }
}
