package import Redis

extension RedisCommand {
    /// The command's parts, the name first, as `RedisKeyspace.execute` takes them.
    package var arguments: [[UInt8]] {
        var parts: [[UInt8]] = []
        var at = 0
        func length() -> Int {
            var number = 0
            at += 1
            while at < encoded.count, LuaLexer.isDigit(encoded[at]) {
                number = number &* 10 &+ Int(encoded[at] - 0x30)
                at += 1
            }
            at += 2
            return number
        }
        let count = length()
        while parts.count < count, at < encoded.count {
            let size = length()
            guard size <= encoded.count - at else { break }
            parts.append(Array(encoded[at..<at + size]))
            at += size + 2
        }
        return parts
    }
}

extension RedisKeyspace {
    /// Executes one command; see `execute(_:at:)`.
    @discardableResult
    package mutating func execute(_ command: RedisCommand, at now: Int) -> RedisReply { execute(command.arguments, at: now) }

    /// Executes a command that is written out; see `execute(_:at:)`.
    @discardableResult
    package mutating func execute(_ parts: String..., at now: Int) -> RedisReply {
        execute(parts.map { Array($0.utf8) }, at: now)
    }
}
