import Redis

extension RedisKeyspace {
    static let serverCommands: [CommandSpecification] = [
        CommandSpecification("ping", atLeast: 1) { _, call in
            switch call.arguments.count {
            case 1: .status("PONG")
            case 2: .bulk(call.arguments[1])
            default: call.wrongCount()
            }
        },
        CommandSpecification("echo", 2) { _, call in .bulk(call.arguments[1]) },
        CommandSpecification("time", 1) { _, call in
            .array([.text(String(call.now / 1000)), .text(String(call.now % 1000 * 1000))])
        },
        CommandSpecification("select", 2) { _, call in
            guard let number = NumberText.integer(call.arguments[1]) else {
                return .failure("ERR value is not an integer or out of range")
            }
            return (0..<16).contains(number) ? .ok : .failure("ERR DB index is out of range")
        },
        CommandSpecification("dbsize", 1) { keyspace, call in
            keyspace.expireAll(at: call.now)
            return .integer(keyspace.entries.count)
        },
        CommandSpecification("flushall", atLeast: 1) { $0.flush($1) },
        CommandSpecification("flushdb", atLeast: 1) { $0.flush($1) },
        CommandSpecification("info", atLeast: 1) { _, _ in
            .text("# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n\r\n# Replication\r\nrole:master\r\nloading:0\r\n")
        },
        CommandSpecification("client", atLeast: 2, .noScript) { _, call in
            switch (Bytes(call.arguments[1].lowercased).text, call.arguments.count) {
            case ("setname", 3):
                return call.arguments[2].allSatisfy { $0 > 0x20 && $0 < 0x7F }
                    ? .ok : .failure("ERR Client names cannot contain spaces, newlines or special characters.")
            case ("id", 2): return .integer(1)
            case ("getname", 2): return .null
            case ("setname", _), ("id", _), ("getname", _): return call.wrongCount(of: call.arguments[1])
            default: return call.unknownSubcommand
            }
        },
        CommandSpecification("publish", 3) { keyspace, call in
            let channel = Bytes(call.arguments[1]).text
            keyspace.published.append(PublishedMessage(channel: channel, payload: call.arguments[2]))
            return .integer(keyspace.subscriberCounts[channel] ?? 0)
        },
        CommandSpecification("wait", 3, .noScript) { keyspace, call in
            guard NumberText.integer(call.arguments[1]) != nil else { return .notAnInteger }
            guard let time = NumberText.integer(call.arguments[2]) else {
                return .failure("ERR timeout is not an integer or out of range")
            }
            return time < 0 ? .failure("ERR timeout is negative") : .integer(keyspace.acknowledgingReplicas)
        },
    ]

    private mutating func flush(_ call: CommandCall) -> RedisReply {
        let isMode = call.arguments.count == 2 && (call.arguments[1].isWord("sync") || call.arguments[1].isWord("async"))
        guard call.arguments.count == 1 || isMode else { return .syntaxError }
        entries = [:]
        return .ok
    }
}
