import Redis

extension RedisKeyspace {
    /// XINFO; how the server keeps the stream in memory is made up.
    mutating func streamInfo(_ call: CommandCall) -> RedisReply {
        let word = Bytes(call.arguments[1].lowercased).text
        guard let count = ["stream": 3, "groups": 3, "consumers": 4][word] else { return call.unknownSubcommand }
        guard call.arguments.count == count else { return call.wrongCount(of: call.arguments[1]) }
        return look(StreamValue.self, call, key: 2) { stream in
            guard stream.exists else { return .failure("ERR no such key") }
            switch word {
            case "stream": return Self.info(stream)
            case "groups":
                return .array(Self.sorted(stream.groups).map { Self.info($0.key, $0.value, of: stream) })
            default:
                guard let group = stream.groups[call.key(3)] else {
                    return .failure("NOGROUP No such consumer group '\(call.key(3).shown())' for key name '\(call.key(2).shown())'")
                }
                return .array(
                    Self.sorted(group.consumers).map { name, seen in
                        Self.pairs([
                            ("name", .bulk(name.array)), ("pending", .integer(group.pending.count { $0.consumer == name })),
                            ("idle", .integer(max(0, call.now - seen))),
                        ])
                    }
                )
            }
        }
    }

    private static func info(_ stream: StreamValue) -> RedisReply {
        pairs([
            ("length", .integer(stream.entries.count)), ("radix-tree-keys", .integer(stream.entries.isEmpty ? 0 : 1)),
            ("radix-tree-nodes", .integer(stream.entries.isEmpty ? 1 : 2)), ("last-generated-id", stream.lastID.reply),
            ("max-deleted-entry-id", stream.greatestDeleted.reply), ("entries-added", .integer(stream.added)),
            ("recorded-first-entry-id", stream.firstID.reply), ("groups", .integer(stream.groups.count)),
            ("first-entry", stream.entries.first?.reply ?? .null), ("last-entry", stream.entries.last?.reply ?? .null),
        ])
    }

    private static func info(_ name: Bytes, _ group: StreamGroup, of stream: StreamValue) -> RedisReply {
        var read = group.readCount
        if read == nil || stream.hasGaps(from: group.lastID) { read = stream.countEver(upTo: group.lastID) }
        let lag = stream.added == 0 ? 0 : read.map { stream.added - $0 }
        return pairs([
            ("name", .bulk(name.array)), ("consumers", .integer(group.consumers.count)),
            ("pending", .integer(group.pending.count)), ("last-delivered-id", group.lastID.reply),
            ("entries-read", group.readCount.map { .integer($0) } ?? .null), ("lag", lag.map { .integer($0) } ?? .null),
        ])
    }

    private static func sorted<Value>(_ values: [Bytes: Value]) -> [(key: Bytes, value: Value)] {
        values.sorted { Bytes.precedes($0.key.array, $1.key.array) }
    }

    private static func pairs(_ pairs: [(String, RedisReply)]) -> RedisReply {
        .array(pairs.flatMap { [.text($0.0), $0.1] })
    }
}
