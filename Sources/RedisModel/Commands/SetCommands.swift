import Redis

extension RedisKeyspace {
    static let setCommands: [CommandSpecification] = [
        CommandSpecification("sadd", atLeast: 3) { keyspace, call in
            keyspace.change(SetValue.self, call) { set in
                var count = 0
                for member in call.arguments[2...] where set.members.set(true, for: Bytes(member)) { count += 1 }
                return .integer(count)
            }
        },
        CommandSpecification("srem", atLeast: 3) { keyspace, call in
            keyspace.change(SetValue.self, call) { set in
                var count = 0
                for member in call.arguments[2...] where set.members.remove(Bytes(member)) { count += 1 }
                return .integer(count)
            }
        },
        CommandSpecification("smembers", 2) { keyspace, call in
            keyspace.look(SetValue.self, call) { .array($0.members.keys.map { .bulk($0.array) }) }
        },
        CommandSpecification("sismember", 3) { keyspace, call in
            keyspace.look(SetValue.self, call) { .integer($0.members[call.key(2)] == nil ? 0 : 1) }
        },
        CommandSpecification("smismember", atLeast: 3) { keyspace, call in
            keyspace.look(SetValue.self, call) { set in
                .array(call.arguments[2...].map { .integer(set.members[Bytes($0)] == nil ? 0 : 1) })
            }
        },
        CommandSpecification("scard", 2) { $0.look(SetValue.self, $1) { .integer($0.members.count) } },
        CommandSpecification("sscan", atLeast: 3) { keyspace, call in
            refusing { () throws(Refusal) in
                try ScanOptions.checkCursor(call.arguments[2])
                return keyspace.look(SetValue.self, call) { set in
                    if set.isGone { return .array([.text("0"), .array([])]) }
                    return refusing { () throws(Refusal) in
                        let options = try ScanOptions.read(call, behind: 2)
                        let found = set.members.keys.filter { options.takes($0.array) }
                        return .array([.text("0"), .array(found.map { .bulk($0.array) })])
                    }
                }
            }
        },
    ]
}
