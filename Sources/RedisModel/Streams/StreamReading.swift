import Redis

/// What XREAD and XREADGROUP ask for.
struct StreamReading {
    enum Start: Equatable {
        case after(StreamID)
        /// `$`: what comes from now on.
        case end
        /// `>`: what nobody of the group has had.
        case new
    }

    private(set) var count = 0
    private(set) var group: Bytes?
    private(set) var consumer = Bytes("")
    private(set) var isAcknowledged = false
    private(set) var blocks = false
    /// The places of the keys among the arguments.
    private(set) var keys = 0..<0

    /// Reads everything up to the keys.
    static func read(_ call: CommandCall, isGroup: Bool) throws(Refusal) -> StreamReading {
        var reading = StreamReading()
        let arguments = call.arguments
        var at = 1
        while at < arguments.count, reading.keys.isEmpty {
            let word = arguments[at]
            let more = arguments.count - at - 1
            if word.isWord("block"), more >= 1 {
                guard let time = NumberText.integer(arguments[at + 1]) else {
                    throw Refusal("ERR timeout is not an integer or out of range")
                }
                guard time >= 0 else { throw Refusal("ERR timeout is negative") }
                reading.blocks = true
                at += 1
            } else if word.isWord("count"), more >= 1 {
                guard let number = NumberText.integer(arguments[at + 1]) else { throw Refusal(.notAnInteger) }
                reading.count = max(0, number)
                at += 1
            } else if word.isWord("streams"), more >= 1 {
                guard more.isMultiple(of: 2) else {
                    throw Refusal("ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.")
                }
                reading.keys = at + 1..<at + 1 + more / 2
            } else if word.isWord("group"), more >= 2 {
                guard isGroup else {
                    throw Refusal("ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.")
                }
                reading.group = call.key(at + 1)
                reading.consumer = call.key(at + 2)
                at += 2
            } else if word.isWord("noack") {
                guard isGroup else {
                    throw Refusal("ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.")
                }
                reading.isAcknowledged = true
            } else {
                throw Refusal(.syntaxError)
            }
            at += 1
        }
        guard !reading.keys.isEmpty else { throw Refusal(.syntaxError) }
        if isGroup, reading.group == nil { throw Refusal("ERR Missing GROUP option for XREADGROUP") }
        return reading
    }

    /// Where the reading of the stream at `key` among the arguments starts.
    func start(_ call: CommandCall, key: Int) throws(Refusal) -> Start {
        let text = call.arguments[key + keys.count]
        switch (text, group == nil) {
        case ([UInt8(ascii: "$")], true): return .end
        case ([UInt8(ascii: "$")], false):
            throw Refusal(
                "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by "
                    + "specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty "
                    + "result set."
            )
        case ([UInt8(ascii: ">")], false): return .new
        case ([UInt8(ascii: ">")], true):
            throw Refusal(
                "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option."
            )
        default: return .after(try StreamID.read(text))
        }
    }
}

extension StreamValue {
    /// The entries behind an id, so many at most; 0 is no bound.
    func entries(after id: StreamID, count: Int) -> ArraySlice<Entry> {
        guard let start = id.next else { return [] }
        let rest = entries[place(from: start)...]
        return count > 0 ? rest.prefix(count) : rest
    }

    /// Delivers what the group has not had to one of its consumers.
    mutating func deliver(_ reading: StreamReading, group name: Bytes, at now: Int) -> [RedisReply]? {
        guard var group = groups[name] else { return nil }
        let fresh = entries(after: group.lastID, count: reading.count)
        guard !fresh.isEmpty else { return nil }
        group.consumers[reading.consumer] = now
        defer { groups[name] = group }
        for entry in fresh {
            if let count = group.readCount, !hasGaps(from: entry.id) {
                group.readCount = count + 1
            } else if added > 0 {
                group.readCount = countEver(upTo: entry.id)
            }
            group.lastID = entry.id
            guard !reading.isAcknowledged else { continue }
            group[entry.id] = StreamGroup.Pending(id: entry.id, consumer: reading.consumer, deliveredAt: now, deliveries: 1)
        }
        return fresh.map(\.reply)
    }

    /// Delivers what is pending with a consumer once more.
    mutating func redeliver(_ reading: StreamReading, group name: Bytes, after id: StreamID, at now: Int) -> [RedisReply] {
        guard var group = groups[name] else { return [] }
        group.consumers[reading.consumer] = now
        defer { groups[name] = group }
        guard let start = id.next else { return [] }
        var replies: [RedisReply] = []
        for pending in group.pending[group.place(from: start)...] where pending.consumer == reading.consumer {
            if reading.count > 0, replies.count == reading.count { break }
            if let entry = entry(pending.id) {
                replies.append(entry.reply)
                group[pending.id]?.deliveredAt = now
                group[pending.id]?.deliveries += 1
            } else {
                replies.append(.array([pending.id.reply, .null]))
            }
        }
        return replies
    }
}
