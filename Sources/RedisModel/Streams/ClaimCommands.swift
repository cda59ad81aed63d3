import Redis

extension RedisKeyspace {
    private struct ClaimOptions {
        var idle = 0
        var ids: [StreamID] = []
        var deliveredAt: Int?
        var deliveries: Int?
        var isForced = false
        var givesIDs = false
        var lastID = StreamID.least
    }

    mutating func claim(_ call: CommandCall) throws(Refusal) -> RedisReply {
        try withGroup(call) { stream, group throws(Refusal) in
            let options = try Self.claimOptions(call)
            group.lastID = max(group.lastID, options.lastID)
            let consumer = call.key(3)
            var replies: [RedisReply] = []
            for id in options.ids {
                guard let entry = stream.entry(id) else {
                    group[id] = nil
                    continue
                }
                var pending = group[id]
                if pending == nil, options.isForced {
                    pending = StreamGroup.Pending(id: id, consumer: consumer, deliveredAt: call.now - options.idle, deliveries: 1)
                }
                guard var claimed = pending else { continue }
                if options.idle > 0, call.now - claimed.deliveredAt < options.idle { continue }
                group.consumers[consumer] = call.now
                claimed.consumer = consumer
                claimed.deliveredAt = options.deliveredAt ?? call.now
                if let deliveries = options.deliveries {
                    claimed.deliveries = deliveries
                } else if !options.givesIDs {
                    claimed.deliveries += 1
                }
                group[id] = claimed
                replies.append(options.givesIDs ? id.reply : entry.reply)
            }
            return .array(replies)
        }
    }

    private static func claimOptions(_ call: CommandCall) throws(Refusal) -> ClaimOptions {
        var options = ClaimOptions()
        let arguments = call.arguments
        func number(_ index: Int, _ word: String) throws(Refusal) -> Int {
            guard let number = NumberText.integer(arguments[index]) else {
                throw Refusal("ERR Invalid \(word) argument for XCLAIM")
            }
            return number
        }
        options.idle = max(0, try number(4, "min-idle-time"))
        var at = 5
        while at < arguments.count {
            do throws(Refusal) {
                options.ids.append(try StreamID.read(arguments[at]))
            } catch {
                break
            }
            at += 1
        }
        while at < arguments.count {
            let word = arguments[at]
            let hasMore = at + 1 < arguments.count
            if word.isWord("force") {
                options.isForced = true
            } else if word.isWord("justid") {
                options.givesIDs = true
            } else if word.isWord("idle"), hasMore {
                at += 1
                options.deliveredAt = sane(call.now &- (try number(at, "IDLE option")), call.now)
            } else if word.isWord("time"), hasMore {
                at += 1
                options.deliveredAt = sane(try number(at, "TIME option"), call.now)
            } else if word.isWord("retrycount"), hasMore {
                at += 1
                let count = try number(at, "RETRYCOUNT option")
                options.deliveries = count >= 0 ? count : nil
            } else if word.isWord("lastid"), hasMore {
                at += 1
                options.lastID = try StreamID.read(arguments[at])
            } else {
                throw Refusal("ERR Unrecognized XCLAIM option '\(Bytes(word).shown())'")
            }
            at += 1
        }
        return options
    }

    /// A moment of delivery that cannot be is now.
    private static func sane(_ moment: Int, _ now: Int) -> Int { moment < 0 || moment > now ? now : moment }

    mutating func claimIdle(_ call: CommandCall) throws(Refusal) -> RedisReply {
        let arguments = call.arguments
        guard let number = NumberText.integer(arguments[4]) else {
            throw Refusal("ERR Invalid min-idle-time argument for XAUTOCLAIM")
        }
        let idle = max(0, number)
        let start = try StreamID.readStart(arguments[5])
        var (count, givesIDs, at) = (100, false, 6)
        while at < arguments.count {
            if arguments[at].isWord("count"), at + 1 < arguments.count {
                // Sixteen bytes an id, ten attempts each: more would overflow.
                guard let given = NumberText.integer(arguments[at + 1]), given >= 1, given <= Int.max / 16 else {
                    throw Refusal("ERR COUNT must be > 0")
                }
                count = given
                at += 1
            } else if arguments[at].isWord("justid") {
                givesIDs = true
            } else {
                throw Refusal(.syntaxError)
            }
            at += 1
        }
        return try withGroup(call) { stream, group throws(Refusal) in
            let consumer = call.key(3)
            var attempts = count.multipliedReportingOverflow(by: 10).overflow ? Int.max : count * 10
            var replies: [RedisReply] = []
            var deleted: [RedisReply] = []
            var next: StreamID?
            for pending in group.pending[group.place(from: start)...] {
                guard attempts > 0, count > 0 else {
                    next = pending.id
                    break
                }
                attempts -= 1
                guard let entry = stream.entry(pending.id) else {
                    group[pending.id] = nil
                    deleted.append(pending.id.reply)
                    count -= 1
                    continue
                }
                if idle > 0, call.now - pending.deliveredAt < idle { continue }
                group.consumers[consumer] = call.now
                group[pending.id] = StreamGroup.Pending(
                    id: pending.id,
                    consumer: consumer,
                    deliveredAt: call.now,
                    deliveries: pending.deliveries + (givesIDs ? 0 : 1)
                )
                replies.append(givesIDs ? pending.id.reply : entry.reply)
                count -= 1
            }
            return .array([(next ?? .least).reply, .array(replies), .array(deleted)])
        }
    }

    /// Changes the group that stands behind the key.
    private mutating func withGroup(
        _ call: CommandCall,
        _ body: (StreamValue, inout StreamGroup) throws(Refusal) -> RedisReply
    ) throws(Refusal) -> RedisReply {
        change(StreamValue.self, call) { stream in
            guard var group = stream.groups[call.key(2)] else { return Self.noGroup(call).reply }
            defer { stream.groups[call.key(2)] = group }
            return Self.refusing { () throws(Refusal) in try body(stream, &group) }
        }
    }
}
