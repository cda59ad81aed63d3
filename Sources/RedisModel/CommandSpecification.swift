import Redis

/// One command: its name, how many parts it has, and what it does.
struct CommandSpecification: Sendable {
    /// Where a command may stand.
    enum Place: Sendable {
        case anywhere
        /// Not within a script.
        case noScript
    }

    let name: String
    /// The least number of parts, the name among them, and the most.
    let parts: ClosedRange<Int>
    let place: Place
    let body: @Sendable (inout RedisKeyspace, CommandCall) -> RedisReply

    init(
        _ name: String,
        _ count: Int,
        _ place: Place = .anywhere,
        _ body: @escaping @Sendable (inout RedisKeyspace, CommandCall) -> RedisReply
    ) {
        self.name = name
        parts = count...count
        self.place = place
        self.body = body
    }

    init(
        _ name: String,
        atLeast count: Int,
        _ place: Place = .anywhere,
        _ body: @escaping @Sendable (inout RedisKeyspace, CommandCall) -> RedisReply
    ) {
        self.name = name
        parts = count...Int.max
        self.place = place
        self.body = body
    }
}

/// One call of a command.
struct CommandCall {
    /// The command's name in small letters.
    let name: String
    /// All parts, the name first.
    let arguments: [[UInt8]]
    /// Milliseconds since 1970.
    let now: Int

    /// The key that stands at a place.
    func key(_ index: Int = 1) -> Bytes { Bytes(arguments[index]) }

    /// The refusal of a number of parts, of a subcommand's where one is named.
    func wrongCount(of subcommand: [UInt8]? = nil) -> RedisReply {
        let whole = subcommand.map { "\(name)|\(Bytes($0.lowercased).text)" } ?? name
        return .failure("ERR wrong number of arguments for '\(whole)' command")
    }

    /// The refusal of a subcommand that is none.
    var unknownSubcommand: RedisReply {
        let word = Bytes(arguments[1]).shown(128)
        return .failure("ERR unknown subcommand '\(word)'. Try \(name.uppercased()) HELP.")
    }
}

extension RedisReply {
    static let notAnInteger = failure("ERR value is not an integer or out of range")
    static let wrongType = failure("WRONGTYPE Operation against a key holding the wrong kind of value")
    static let syntaxError = failure("ERR syntax error")
}
