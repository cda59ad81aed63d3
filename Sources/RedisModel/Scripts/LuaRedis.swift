import Redis

/// The `redis` table of scripts.
enum LuaRedis {
    static let functions: [LuaNative] = [
        .one("call") { arguments throws(LuaFault) in
            let reply = try run(arguments)
            if case .error(let error) = reply { throw arguments.run.raise(LuaReply.failure(error.message)) }
            return LuaReply.value(reply)
        },
        .one("pcall") { arguments throws(LuaFault) in LuaReply.value(try run(arguments)) },
        .one("error_reply") { arguments in
            guard arguments.count == 1, case .string(let bytes) = arguments[0] else {
                return LuaReply.failure("ERR wrong number or type of arguments")
            }
            return LuaReply.failure(worded(bytes.array))
        },
        .one("status_reply") { arguments in
            guard arguments.count == 1, case .string = arguments[0] else {
                return LuaReply.failure("ERR wrong number or type of arguments")
            }
            let table = LuaTable()
            table[.text("ok")] = arguments[0]
            return .table(table)
        },
        .one("sha1hex") { arguments throws(LuaFault) in
            guard arguments.count == 1 else { throw arguments.run.raise(LuaReply.failure("ERR wrong number of arguments")) }
            return .string(SHA1.hex(arguments[0].bytes ?? []))
        },
        .many("log") { _ in .none },
        .one("replicate_commands") { _ in .boolean(true) },
    ]

    private static func run(_ arguments: LuaArguments) throws(LuaFault) -> RedisReply {
        let run = arguments.run
        guard arguments.count > 0 else {
            return .failure("ERR Please specify at least one argument for this redis lib call")
        }
        var parts: [[UInt8]] = []
        parts.reserveCapacity(arguments.count)
        for value in arguments.values {
            switch value {
            case .string(let bytes): parts.append(bytes.array)
            case .number(let number): parts.append(NumberFormat.redis(number))
            default: return .failure("ERR Lua redis lib command arguments must be strings or integers")
            }
        }
        try run.spend(4)
        return run.keyspace.executeInScript(parts, at: run.now)
    }

    /// An error's text: a first word is its code, a single one gets a code.
    private static func worded(_ bytes: [UInt8]) -> String {
        var bytes = bytes[...]
        if bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
        while let last = bytes.last, last == 0x0D || last == 0x0A { bytes.removeLast() }
        return (bytes.contains(0x20) ? "" : "ERR ") + Bytes(Array(bytes)).text
    }
}

extension RedisReply {
    /// An error's text.
    static func failure(_ message: String) -> RedisReply { .error(RedisServerError(message: message)) }

    static let ok = RedisReply.status("OK")

    static func text(_ text: String) -> RedisReply { .bulk(Array(text.utf8)) }
}
