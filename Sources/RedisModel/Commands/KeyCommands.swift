import Redis

extension RedisKeyspace {
    static let keyCommands: [CommandSpecification] = [
        CommandSpecification("del", atLeast: 2) { $0.remove($1) },
        CommandSpecification("unlink", atLeast: 2) { $0.remove($1) },
        CommandSpecification("exists", atLeast: 2) { keyspace, call in
            var count = 0
            for argument in call.arguments[1...] where keyspace.entry(Bytes(argument), at: call.now) != nil { count += 1 }
            return .integer(count)
        },
        CommandSpecification("type", 2) { keyspace, call in
            .status(keyspace.entry(call.key(), at: call.now)?.value.kind ?? "none")
        },
        CommandSpecification("expire", atLeast: 3) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.setExpiry(call, unit: 1000, isMoment: false) }
        },
        CommandSpecification("pexpire", atLeast: 3) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.setExpiry(call, unit: 1, isMoment: false) }
        },
        CommandSpecification("expireat", atLeast: 3) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.setExpiry(call, unit: 1000, isMoment: true) }
        },
        CommandSpecification("pexpireat", atLeast: 3) { keyspace, call in
            refusing { () throws(Refusal) in try keyspace.setExpiry(call, unit: 1, isMoment: true) }
        },
        CommandSpecification("ttl", 2) { $0.timeLeft($1) { ($0 + 500) / 1000 } },
        CommandSpecification("pttl", 2) { $0.timeLeft($1) { $0 } },
        CommandSpecification("persist", 2) { keyspace, call in
            guard keyspace.entry(call.key(), at: call.now)?.expiresAt != nil else { return .integer(0) }
            keyspace.entries[call.key()]?.expiresAt = nil
            return .integer(1)
        },
        CommandSpecification("rename", 3) { keyspace, call in
            guard let entry = keyspace.entry(call.key(), at: call.now) else { return .failure("ERR no such key") }
            keyspace.entries.removeValue(forKey: call.key())
            keyspace.entries[call.key(2)] = entry
            return .ok
        },
        CommandSpecification("keys", 2) { keyspace, call in
            keyspace.expireAll(at: call.now)
            let names = keyspace.entries.keys.filter { GlobPattern.matches($0.array, call.arguments[1]) }
            // In an order of their own: the server's is nobody's business.
            return .array(names.map(\.array).sorted { Bytes.precedes($0, $1) }.map { .bulk($0) })
        },
        CommandSpecification("scan", atLeast: 2) { keyspace, call in
            refusing { () throws(Refusal) in
                try ScanOptions.checkCursor(call.arguments[1])
                let options = try ScanOptions.read(call, behind: 1, takesType: true)
                keyspace.expireAll(at: call.now)
                let names = keyspace.entries.filter { key, entry in
                    options.takes(key.array) && options.kind.map { entry.value.kind == $0 } ?? true
                }
                return .array([.text("0"), .array(names.keys.map(\.array).sorted { Bytes.precedes($0, $1) }.map { .bulk($0) })])
            }
        },
    ]

    /// Removes every key whose time is over.
    mutating func expireAll(at now: Int) {
        let gone = entries.filter { $0.value.expiresAt.map { now > $0 } ?? false }
        for key in gone.keys { entries.removeValue(forKey: key) }
    }

    private mutating func remove(_ call: CommandCall) -> RedisReply {
        var count = 0
        for argument in call.arguments[1...] {
            expire(Bytes(argument), at: call.now)
            if entries.removeValue(forKey: Bytes(argument)) != nil { count += 1 }
        }
        return .integer(count)
    }

    private mutating func timeLeft(_ call: CommandCall, _ scale: (Int) -> Int) -> RedisReply {
        guard let entry = entry(call.key(), at: call.now) else { return .integer(-2) }
        guard let time = entry.expiresAt else { return .integer(-1) }
        return .integer(scale(max(0, time - call.now)))
    }

    private mutating func setExpiry(_ call: CommandCall, unit: Int, isMoment: Bool) throws(Refusal) -> RedisReply {
        let conditions = try expiryConditions(call)
        guard let number = NumberText.integer(call.arguments[2]) else { return .notAnInteger }
        let (scaled, isTooLarge) = number.multipliedReportingOverflow(by: unit)
        let (time, isTooLate) = scaled.addingReportingOverflow(isMoment ? 0 : call.now)
        guard !isTooLarge, !isTooLate else { return .failure("ERR invalid expire time in '\(call.name)' command") }
        guard let entry = entry(call.key(), at: call.now) else { return .integer(0) }
        let present = entry.expiresAt
        if conditions.contains("nx"), present != nil { return .integer(0) }
        if conditions.contains("xx"), present == nil { return .integer(0) }
        if conditions.contains("gt"), present.map({ time <= $0 }) ?? true { return .integer(0) }
        if conditions.contains("lt"), let present, time >= present { return .integer(0) }
        if time <= call.now {
            entries.removeValue(forKey: call.key())
        } else {
            entries[call.key()]?.expiresAt = time
        }
        return .integer(1)
    }

    private func expiryConditions(_ call: CommandCall) throws(Refusal) -> Set<String> {
        var conditions: Set<String> = []
        for argument in call.arguments[3...] {
            let word = Bytes(argument.lowercased).text
            guard ["nx", "xx", "gt", "lt"].contains(word) else {
                throw Refusal("ERR Unsupported option \(Bytes(argument).shown())")
            }
            conditions.insert(word)
        }
        if conditions.contains("nx"), conditions.count > 1 {
            throw Refusal("ERR NX and XX, GT or LT options at the same time are not compatible")
        }
        if conditions.contains("gt"), conditions.contains("lt") {
            throw Refusal("ERR GT and LT options at the same time are not compatible")
        }
        return conditions
    }
}
