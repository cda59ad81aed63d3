/// One command, already in the form in which it is sent: an array of bulk strings.
///
/// Commands that break the rule of one answer each (SUBSCRIBE, MONITOR, CLIENT REPLY) cost the connection: the client
/// closes it when the answers no longer fit the commands.
package struct RedisCommand: Sendable, Equatable {
    /// The first word; for logs and messages, which never show the arguments.
    package let name: String
    /// The command in RESP, as it goes over the wire.
    package let encoded: [UInt8]

    /// A command from its name and arguments.
    package init(_ name: String, _ arguments: RedisValue...) {
        self.init(name: name, arguments: arguments[...])
    }

    /// A command from its parts, the name first: `RedisCommand(["HSET", .text(key)] + fields)`. Without any part it is
    /// sent with an empty name, which the server refuses.
    package init(_ parts: [RedisValue]) {
        switch parts.first {
        case .text(let text): self.init(name: text, arguments: parts.dropFirst())
        case .integer(let number): self.init(name: String(number), arguments: parts.dropFirst())
        case .bytes(let bytes): self.init(name: String(decoding: bytes, as: UTF8.self), arguments: parts.dropFirst())
        case nil: self.init(name: "", arguments: [])
        }
    }

    private init(name: String, arguments: ArraySlice<RedisValue>) {
        self.name = name
        self.encoded = CommandEncoder.encode(name, arguments)
    }
}
