import Redis

extension RedisKeyspace {
    static let claimCommands: [CommandSpecification] = [
        CommandSpecification("xpending", atLeast: 3) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.pending(call) }
        },
        CommandSpecification("xclaim", atLeast: 6) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.claim(call) }
        },
        CommandSpecification("xautoclaim", atLeast: 6) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.claimIdle(call) }
        },
        CommandSpecification("xinfo", atLeast: 2) { $0.streamInfo($1) },
    ]

    static func noGroup(_ call: CommandCall) -> Refusal {
        Refusal("NOGROUP No such key '\(call.key(1).shown())' or consumer group '\(call.key(2).shown())'")
    }

    private mutating func pending(_ call: CommandCall) throws(Refusal) -> RedisReply {
        let arguments = call.arguments
        guard arguments.count == 3 || (6...9).contains(arguments.count) else { throw Refusal(.syntaxError) }
        guard arguments.count > 3 else {
            return look(StreamValue.self, call) { stream in
                stream.groups[call.key(2)].map(Self.summary) ?? Self.noGroup(call).reply
            }
        }
        var (at, idle) = (3, 0)
        if arguments[3].isWord("idle") {
            guard let number = NumberText.integer(arguments[4]) else { throw Refusal(.notAnInteger) }
            guard arguments.count >= 8 else { throw Refusal(.syntaxError) }
            (at, idle) = (5, number)
        }
        guard let count = NumberText.integer(arguments[at + 2]) else { throw Refusal(.notAnInteger) }
        let start = try StreamID.readStart(arguments[at])
        let end = try StreamID.readEnd(arguments[at + 1])
        let consumer = at + 3 < arguments.count ? call.key(at + 3) : nil
        return look(StreamValue.self, call) { stream in
            guard let group = stream.groups[call.key(2)] else { return Self.noGroup(call).reply }
            let found = group.pending[group.place(from: start)...].prefix { $0.id <= end }
                .filter { entry in
                    consumer.map { entry.consumer == $0 } ?? true && (idle == 0 || call.now - entry.deliveredAt >= idle)
                }
            return .array(
                found.prefix(max(0, count)).map { entry in
                    .array([
                        entry.id.reply, .bulk(entry.consumer.array), .integer(max(0, call.now - entry.deliveredAt)),
                        .integer(entry.deliveries),
                    ])
                }
            )
        }
    }

    private static func summary(_ group: StreamGroup) -> RedisReply {
        guard let first = group.pending.first, let last = group.pending.last else {
            return .array([.integer(0), .null, .null, .null])
        }
        var counts: [Bytes: Int] = [:]
        for entry in group.pending { counts[entry.consumer, default: 0] += 1 }
        let consumers = counts.sorted { Bytes.precedes($0.key.array, $1.key.array) }
        return .array([
            .integer(group.pending.count), first.id.reply, last.id.reply,
            .array(consumers.map { .array([.bulk($0.key.array), .text(String($0.value))]) }),
        ])
    }
}
