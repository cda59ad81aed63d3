/// Commands sent in one piece of which some were redirected, until all have their answers.
///
/// Exactly those that were redirected are sent again, in their order: they have not run. A WAIT goes after the command
/// before it, since it counts the writes of its own connection. A transaction is never taken apart: its caller is given
/// the refusal, and finds the right node when it tries again.
struct RedirectedPipeline {
    /// How often one command is sent to another node.
    static let maximumHops = 5

    /// What to send next, all to the same place.
    struct Round: Equatable {
        /// Where the slot is on its way to, for commands that must be preceded by ASKING; `nil` is the client's own node.
        let askedAt: RedisLocation.Endpoint?
        let commands: [RedisCommand]
        fileprivate let indices: [Int]
    }

    private let commands: [RedisCommand]
    /// The last answer to each command.
    private(set) var replies: [RedisReply]
    private var destinations: [Redirection?]
    private var hops: [Int]

    /// - Parameter redirection: reads an error that redirects.
    init(_ commands: [RedisCommand], replies: [RedisReply], redirection: (RedisServerError) -> Redirection?) {
        self.commands = commands
        self.replies = replies
        destinations = Array(repeating: nil, count: commands.count)
        hops = Array(repeating: 0, count: commands.count)
        guard commands.count == replies.count, !commands.contains(where: { Self.is($0, "MULTI") }) else { return }
        accept(replies, of: Array(commands.indices), redirection)
    }

    /// The commands to send next; `nil` when all have been answered, or were sent about too often.
    func next() -> Round? {
        guard let first = destinations.indices.first(where: { destinations[$0] != nil }), let target = destinations[first] else {
            return nil
        }
        let rest = destinations.indices.filter { destinations[$0] != nil }
        let indices = Array(rest.prefix { destinations[$0].map { Self.areTogether($0, target) } ?? false })
        return Round(
            askedAt: target.kind == .asked ? target.endpoint : nil,
            commands: indices.map { commands[$0] },
            indices: indices
        )
    }

    /// Takes the answers to a round.
    mutating func accept(_ answers: [RedisReply], to round: Round, redirection: (RedisServerError) -> Redirection?) {
        for index in round.indices {
            destinations[index] = nil
            hops[index] += 1
        }
        for (index, reply) in zip(round.indices, answers) { replies[index] = reply }
        accept(answers, of: round.indices, redirection)
    }

    private mutating func accept(_ answers: [RedisReply], of indices: [Int], _ redirection: (RedisServerError) -> Redirection?) {
        var last: Redirection?
        for (index, reply) in zip(indices, answers) {
            if case .error(let error) = reply, let target = redirection(error) {
                guard hops[index] < Self.maximumHops else { continue }
                destinations[index] = target
                last = target
            } else if let last, Self.is(commands[index], "WAIT") {
                destinations[index] = last
            }
        }
    }

    private static func areTogether(_ one: Redirection, _ other: Redirection) -> Bool {
        one.kind == other.kind && (one.kind == .moved || one.endpoint == other.endpoint)
    }

    private static func `is`(_ command: RedisCommand, _ name: String) -> Bool {
        command.name.uppercased() == name
    }
}
