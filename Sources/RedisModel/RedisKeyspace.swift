package import Redis

/// A model of a Redis server's data and scripts, for simulation: it answers as redis 7.0 does, without a clock, a thread
/// or chance. A copy is a snapshot.
package struct RedisKeyspace: Sendable {
    var entries: [Bytes: KeyspaceEntry] = [:]
    var loadedScripts: Set<Bytes> = []
    /// Kept over restarts: the same text is read once.
    var compiledScripts: [Bytes: CompiledScript] = [:]

    /// What PUBLISH published, also within scripts, since it was taken last.
    package internal(set) var published: [PublishedMessage] = []
    /// How many replicas WAIT answers with.
    package var acknowledgingReplicas = 0
    /// How many subscribers PUBLISH answers with, by channel; 0 for the others.
    package var subscriberCounts: [String: Int] = [:]

    /// How many steps a script may take before the model ends it: far more than any of Rampart's needs.
    package var maxScriptSteps = 20_000_000

    /// An empty server.
    package init() {}

    /// Executes one command.
    ///
    /// - Parameters:
    ///   - arguments: its parts, the name first.
    ///   - now: milliseconds since 1970, for expiry, stream ids and TIME. It may step back.
    /// - Returns: the reply; a refusal is an error reply in the words of redis 7.0.
    @discardableResult
    package mutating func execute(_ arguments: [[UInt8]], at now: Int) -> RedisReply {
        guard let first = arguments.first, let specification = Self.command(first) else {
            return Self.unknownCommand(arguments)
        }
        let call = CommandCall(name: specification.name, arguments: arguments, now: now)
        guard specification.parts.contains(arguments.count) else { return call.wrongCount() }
        return specification.body(&self, call)
    }

    /// Executes a command of a script.
    mutating func executeInScript(_ arguments: [[UInt8]], at now: Int) -> RedisReply {
        guard let first = arguments.first, let specification = Self.command(first) else {
            return .failure("ERR Unknown Redis command called from script")
        }
        guard specification.parts.contains(arguments.count) else {
            return .failure("ERR Wrong number of args calling Redis command from script")
        }
        guard specification.place == .anywhere else {
            return .failure("ERR This Redis command is not allowed from script")
        }
        return specification.body(&self, CommandCall(name: specification.name, arguments: arguments, now: now))
    }

    /// Takes the messages published since the last time.
    package mutating func takePublished() -> [PublishedMessage] {
        defer { published = [] }
        return published
    }

    /// As after a restart from the server's own files: the data is there, loaded scripts are not.
    package mutating func forgetScripts() { loadedScripts = [] }

    /// The command of a name in letters of any size; most are written in capitals.
    private static func command(_ name: [UInt8]) -> CommandSpecification? {
        commands[Bytes(name)] ?? commands[Bytes(name.lowercased)]
    }

    private static func unknownCommand(_ arguments: [[UInt8]]) -> RedisReply {
        let name = Bytes(arguments.first ?? []).shown(128)
        var shown = ""
        for argument in arguments.dropFirst() where shown.utf8.count < 128 {
            shown += "'\(Bytes(argument).shown(128 - shown.utf8.count))' "
        }
        return .failure("ERR unknown command '\(name)', with args beginning with: \(shown)")
    }

    /// Every command, under its name in small letters and in capitals.
    static let commands: [Bytes: CommandSpecification] = Dictionary(
        [
            keyCommands, serverCommands, stringCommands, counterCommands, hashCommands, setCommands, listCommands, scriptCommands,
            streamCommands, groupCommands, claimCommands,
        ].joined().flatMap { [(Bytes($0.name), $0), (Bytes($0.name.uppercased()), $0)] }
    ) { first, _ in first }
}

/// A message that was published.
package struct PublishedMessage: Sendable, Equatable {
    /// The channel's name.
    package let channel: String
    /// The message, byte for byte.
    package let payload: [UInt8]
}
