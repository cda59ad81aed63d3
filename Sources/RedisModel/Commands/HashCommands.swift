import Redis

extension RedisKeyspace {
    static let hashCommands: [CommandSpecification] = [
        CommandSpecification("hset", atLeast: 4) { keyspace, call in
            guard call.arguments.count % 2 == 0 else { return call.wrongCount() }
            return keyspace.setFields(call)
        },
        CommandSpecification("hmset", atLeast: 4) { keyspace, call in
            guard call.arguments.count % 2 == 0 else { return call.wrongCount() }
            let reply = keyspace.setFields(call)
            if case .error = reply { return reply }
            return .ok
        },
        CommandSpecification("hsetnx", 4) { keyspace, call in
            keyspace.change(HashValue.self, call) { hash in
                guard hash.fields[call.key(2)] == nil else { return .integer(0) }
                hash.fields[call.key(2)] = call.arguments[3]
                return .integer(1)
            }
        },
        CommandSpecification("hget", 3) { keyspace, call in
            keyspace.look(HashValue.self, call) { .init($0.fields[call.key(2)]) }
        },
        CommandSpecification("hmget", atLeast: 3) { keyspace, call in
            keyspace.look(HashValue.self, call) { hash in .array(call.arguments[2...].map { .init(hash.fields[Bytes($0)]) }) }
        },
        CommandSpecification("hgetall", 2) { keyspace, call in
            keyspace.look(HashValue.self, call) { .array($0.flat) }
        },
        CommandSpecification("hkeys", 2) { keyspace, call in
            keyspace.look(HashValue.self, call) { .array($0.fields.keys.map { .bulk($0.array) }) }
        },
        CommandSpecification("hvals", 2) { keyspace, call in
            keyspace.look(HashValue.self, call) { .array($0.fields.elements.map { .bulk($0.value) }) }
        },
        CommandSpecification("hlen", 2) { $0.look(HashValue.self, $1) { .integer($0.fields.count) } },
        CommandSpecification("hexists", 3) { keyspace, call in
            keyspace.look(HashValue.self, call) { .integer($0.fields[call.key(2)] == nil ? 0 : 1) }
        },
        CommandSpecification("hstrlen", 3) { keyspace, call in
            keyspace.look(HashValue.self, call) { .integer($0.fields[call.key(2)]?.count ?? 0) }
        },
        CommandSpecification("hdel", atLeast: 3) { keyspace, call in
            keyspace.change(HashValue.self, call) { hash in
                var count = 0
                for field in call.arguments[2...] where hash.fields.remove(Bytes(field)) { count += 1 }
                return .integer(count)
            }
        },
        CommandSpecification("hscan", atLeast: 3) { keyspace, call in
            refusing { () throws(Refusal) in
                try ScanOptions.checkCursor(call.arguments[2])
                return keyspace.look(HashValue.self, call) { hash in
                    if hash.isGone { return .array([.text("0"), .array([])]) }
                    return refusing { () throws(Refusal) in
                        let options = try ScanOptions.read(call, behind: 2)
                        let found = hash.fields.elements.filter { options.takes($0.key.array) }
                        return .array([.text("0"), .array(found.flatMap { [.bulk($0.key.array), .bulk($0.value)] })])
                    }
                }
            }
        },
    ]

    private mutating func setFields(_ call: CommandCall) -> RedisReply {
        change(HashValue.self, call) { hash in
            var count = 0
            for index in stride(from: 2, to: call.arguments.count, by: 2)
            where hash.fields.set(call.arguments[index + 1], for: call.key(index)) { count += 1 }
            return .integer(count)
        }
    }
}

extension HashValue {
    /// Fields and values one after the other.
    fileprivate var flat: [RedisReply] {
        var flat: [RedisReply] = []
        flat.reserveCapacity(fields.count * 2)
        for (field, value) in fields.elements {
            flat.append(.bulk(field.array))
            flat.append(.bulk(value))
        }
        return flat
    }
}
