import Redis

extension RedisKeyspace {
    static let counterCommands: [CommandSpecification] = [
        CommandSpecification("incr", 2) { $0.count($1, by: 1) },
        CommandSpecification("decr", 2) { $0.count($1, by: -1) },
        CommandSpecification("incrby", 3) { keyspace, call in
            guard let step = NumberText.integer(call.arguments[2]) else { return .notAnInteger }
            return keyspace.count(call, by: step)
        },
        CommandSpecification("decrby", 3) { keyspace, call in
            guard let step = NumberText.integer(call.arguments[2]) else { return .notAnInteger }
            guard step != Int.min else { return .failure("ERR decrement would overflow") }
            return keyspace.count(call, by: -step)
        },
        CommandSpecification("hincrby", 4) { keyspace, call in
            guard let step = NumberText.integer(call.arguments[3]) else { return .notAnInteger }
            return keyspace.change(HashValue.self, call) { hash in
                guard let number = NumberText.integer(hash.fields[call.key(2)] ?? [UInt8(ascii: "0")]) else {
                    return .failure("ERR hash value is not an integer")
                }
                let (sum, overflow) = number.addingReportingOverflow(step)
                guard !overflow else { return .failure("ERR increment or decrement would overflow") }
                hash.fields[call.key(2)] = Array(String(sum).utf8)
                return .integer(sum)
            }
        },
    ]

    private mutating func count(_ call: CommandCall, by step: Int) -> RedisReply {
        change(StringValue.self, call) { value in
            guard let number = NumberText.integer(value.bytes ?? [UInt8(ascii: "0")]) else { return .notAnInteger }
            let (sum, overflow) = number.addingReportingOverflow(step)
            guard !overflow else { return .failure("ERR increment or decrement would overflow") }
            value.bytes = Array(String(sum).utf8)
            return .integer(sum)
        }
    }
}
