import Redis

extension RedisKeyspace {
    static let groupCommands: [CommandSpecification] = [
        CommandSpecification("xread", atLeast: 4) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.read(call, isGroup: false) }
        },
        CommandSpecification("xreadgroup", atLeast: 7) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.read(call, isGroup: true) }
        },
        CommandSpecification("xack", atLeast: 4) { keyspace, call in
            keyspace.change(StreamValue.self, call) { stream in
                guard var group = stream.groups[call.key(2)] else { return .integer(0) }
                return refusing { () throws(Refusal) in
                    var ids: [StreamID] = []
                    for text in call.arguments[3...] { ids.append(try StreamID.read(text)) }
                    var count = 0
                    for id in ids where group[id] != nil {
                        group[id] = nil
                        count += 1
                    }
                    stream.groups[call.key(2)] = group
                    return .integer(count)
                }
            }
        },
        CommandSpecification("xgroup", atLeast: 2) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.group(call) }
        },
    ]

    // MARK: - Reading

    private mutating func read(_ call: CommandCall, isGroup: Bool) throws(Refusal) -> RedisReply {
        let reading = try StreamReading.read(call, isGroup: isGroup)
        var starts: [StreamReading.Start] = []
        // Everything is looked at before anything is delivered.
        for key in reading.keys {
            var stream: StreamValue?
            if var value = entry(call.key(key), at: call.now)?.value {
                guard let held = StreamValue(taking: &value) else { throw Refusal(.wrongType) }
                stream = held
            }
            if let name = reading.group, stream?.groups[name] == nil {
                throw Refusal(
                    "NOGROUP No such key '\(call.key(key).shown())' or consumer group '\(name.shown())' in XREADGROUP with "
                        + "GROUP option"
                )
            }
            let start = try reading.start(call, key: key)
            starts.append(start == .end ? .after(stream?.lastID ?? .least) : start)
        }
        var replies: [RedisReply] = []
        for (key, start) in zip(reading.keys, starts) {
            if let entries = serve(call, reading, key, start) {
                replies.append(.array([.bulk(call.arguments[key]), .array(entries)]))
            }
        }
        return replies.isEmpty ? .null : .array(replies)
    }

    private mutating func serve(
        _ call: CommandCall,
        _ reading: StreamReading,
        _ key: Int,
        _ start: StreamReading.Start
    ) -> [RedisReply]? {
        var entries: [RedisReply]?
        guard let name = reading.group else {
            guard case .after(let id) = start else { return nil }
            _ = look(StreamValue.self, call, key: key) { stream in
                let found = stream.entries(after: id, count: reading.count).map(\.reply)
                entries = found.isEmpty ? nil : found
                return .null
            }
            return entries
        }
        _ = change(StreamValue.self, call, key: key) { stream in
            switch start {
            case .after(let id): entries = stream.redeliver(reading, group: name, after: id, at: call.now)
            case .new, .end: entries = stream.deliver(reading, group: name, at: call.now)
            }
            return .null
        }
        return entries
    }

    // MARK: - XGROUP

    private mutating func group(_ call: CommandCall) throws(Refusal) -> RedisReply {
        let word = Bytes(call.arguments[1].lowercased).text
        let counts = ["create": 5...Int.max, "setid": 5...Int.max, "destroy": 4...4, "createconsumer": 5...5, "delconsumer": 5...5]
        guard let count = counts[word] else { throw Refusal(call.unknownSubcommand) }
        guard count.contains(call.arguments.count) else { throw Refusal(call.wrongCount(of: call.arguments[1])) }
        let options = try groupOptions(call, word)
        let name = call.key(3)
        return change(StreamValue.self, call, key: 2) { stream in
            guard stream.exists || options.makesStream else {
                return .failure(
                    "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM "
                        + "option to create an empty stream automatically."
                )
            }
            switch word {
            case "create":
                return Self.refusing { () throws(Refusal) in
                    let start = try Self.start(call, stream)
                    stream.exists = true
                    guard stream.groups[name] == nil else { return .failure("BUSYGROUP Consumer Group name already exists") }
                    stream.groups[name] = StreamGroup(lastID: start, readCount: options.readCount)
                    return .ok
                }
            case "destroy": return .integer(stream.groups.removeValue(forKey: name) == nil ? 0 : 1)
            default: break
            }
            guard var group = stream.groups[name] else {
                return .failure("NOGROUP No such consumer group '\(name.shown())' for key name '\(call.key(2).shown())'")
            }
            defer { stream.groups[name] = group }
            switch word {
            case "setid":
                return Self.refusing { () throws(Refusal) in
                    group.lastID = try Self.start(call, stream)
                    group.readCount = options.readCount
                    return .ok
                }
            case "createconsumer":
                guard group.consumers[call.key(4)] == nil else { return .integer(0) }
                group.consumers[call.key(4)] = call.now
                return .integer(1)
            default: return .integer(group.removeConsumer(call.key(4)))
            }
        }
    }

    private static func start(_ call: CommandCall, _ stream: StreamValue) throws(Refusal) -> StreamID {
        call.arguments[4] == [UInt8(ascii: "$")] ? stream.lastID : try StreamID.read(call.arguments[4])
    }

    private func groupOptions(_ call: CommandCall, _ word: String) throws(Refusal) -> (makesStream: Bool, readCount: Int?) {
        var makesStream = false
        var readCount: Int?
        var at = 5
        while at < call.arguments.count {
            let option = call.arguments[at]
            if word == "create", option.isWord("mkstream") {
                makesStream = true
                at += 1
            } else if word == "create" || word == "setid", option.isWord("entriesread"), at + 1 < call.arguments.count {
                guard let number = NumberText.integer(call.arguments[at + 1]) else { throw Refusal(.notAnInteger) }
                guard number >= -1 else { throw Refusal("ERR value for ENTRIESREAD must be positive or -1") }
                readCount = number == -1 ? nil : number
                at += 2
            } else {
                let shown = Bytes(call.arguments[1]).shown(128)
                throw Refusal("ERR unknown subcommand or wrong number of arguments for '\(shown)'. Try XGROUP HELP.")
            }
        }
        return (makesStream, readCount)
    }
}
