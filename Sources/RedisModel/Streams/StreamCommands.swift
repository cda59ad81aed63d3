import Redis

extension RedisKeyspace {
    static let streamCommands: [CommandSpecification] = [
        CommandSpecification("xadd", atLeast: 5) { keyspace, call in refusing { () throws(Refusal) in try keyspace.append(call) } },
        CommandSpecification("xlen", 2) { $0.look(StreamValue.self, $1) { .integer($0.entries.count) } },
        CommandSpecification("xrange", atLeast: 4) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.range(call, isBackward: false) }
        },
        CommandSpecification("xrevrange", atLeast: 4) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.range(call, isBackward: true) }
        },
        CommandSpecification("xtrim", atLeast: 4) { keyspace, call in
            refusing { () throws(Refusal) in
                let options = try StreamTrimming.read(call, isAdding: false)
                return keyspace.change(StreamValue.self, call) { .integer(options.trim(&$0)) }
            }
        },
        CommandSpecification("xdel", atLeast: 3) { keyspace, call in
            keyspace.change(StreamValue.self, call) { stream in
                guard stream.exists else { return .integer(0) }
                return refusing { () throws(Refusal) in
                    var ids: [StreamID] = []
                    for text in call.arguments[2...] { ids.append(try StreamID.read(text)) }
                    var count = 0
                    for id in ids where stream.remove(id) { count += 1 }
                    return .integer(count)
                }
            }
        },
        CommandSpecification("xsetid", 3) { keyspace, call in
            refusing { () throws(Refusal) in
                let id = try StreamID.read(call.arguments[2])
                return keyspace.change(StreamValue.self, call) { stream in
                    guard stream.exists else { return .failure("ERR no such key") }
                    guard stream.entries.last.map({ $0.id <= id }) ?? true else {
                        return .failure("ERR The ID specified in XSETID is smaller than the target stream top item")
                    }
                    stream.lastID = id
                    return .ok
                }
            }
        },
    ]

    private mutating func append(_ call: CommandCall) throws(Refusal) -> RedisReply {
        let options = try StreamTrimming.read(call, isAdding: true)
        let parts = Array(call.arguments[min(options.end + 1, call.arguments.count)...])
        guard parts.count >= 2, parts.count % 2 == 0 else { throw Refusal(call.wrongCount()) }
        let wanted = options.id
        if case .whole(.least) = wanted { throw Refusal("ERR The ID specified in XADD must be greater than 0-0") }
        return change(StreamValue.self, call) { stream in
            guard stream.exists || !options.isForExisting else { return .null }
            guard stream.lastID != .greatest else {
                return .failure("ERR The stream has exhausted the last possible ID, unable to add more items")
            }
            guard let id = wanted.id(after: stream.lastID, now: call.now) else {
                return .failure("ERR The ID specified in XADD is equal or smaller than the target stream top item")
            }
            stream.append(id, parts)
            _ = options.trim(&stream)
            return id.reply
        }
    }

    private mutating func range(_ call: CommandCall, isBackward: Bool) throws(Refusal) -> RedisReply {
        let start = try StreamID.readStart(call.arguments[isBackward ? 3 : 2])
        let end = try StreamID.readEnd(call.arguments[isBackward ? 2 : 3])
        var count: Int?
        var at = 4
        while at < call.arguments.count {
            guard call.arguments[at].isWord("count"), at + 1 < call.arguments.count else { throw Refusal(.syntaxError) }
            guard let number = NumberText.integer(call.arguments[at + 1]) else { throw Refusal(.notAnInteger) }
            count = max(0, number)
            at += 2
        }
        return look(StreamValue.self, call) { stream in
            guard stream.exists else { return .array([]) }
            if count == 0 { return .null }
            let found = stream.range(start, end)
            let limit = count ?? found.count
            return .array(isBackward ? found.reversed().prefix(limit).map(\.reply) : found.prefix(limit).map(\.reply))
        }
    }
}

extension StreamValue.Entry {
    /// The id and the parts.
    var reply: RedisReply { .array([id.reply, .array(parts.map { .bulk($0) })]) }
}
