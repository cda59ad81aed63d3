import Redis

/// Replies as Lua values, and Lua values as replies.
enum LuaReply {
    /// What `redis.call` gives for a reply.
    static func value(_ reply: RedisReply) -> LuaValue {
        switch reply {
        case .null: return .boolean(false)
        case .integer(let number): return .number(Double(number))
        case .bulk(let bytes): return .string(Bytes(bytes))
        case .status(let text):
            let table = LuaTable()
            table[.string("ok")] = .text(text)
            return .table(table)
        case .error(let error): return failure(error.message)
        case .array(let elements): return .table(LuaTable(items: elements.map { value($0) }))
        }
    }

    /// An error as a table.
    static func failure(_ message: String) -> LuaValue {
        let table = LuaTable()
        table[.string("err")] = .text(message)
        return .table(table)
    }

    /// What a script's value is answered as.
    static func reply(_ value: LuaValue, _ run: LuaRun, depth: Int = 0) throws(LuaFault) -> RedisReply {
        try run.spend()
        switch value {
        case .string(let bytes): return .bulk(bytes.array)
        case .boolean(let flag): return flag ? .integer(1) : .null
        case .number(let number): return .integer(LuaArguments.truncated(number))
        case .none, .native, .closure, .null: return .null
        case .table(let table):
            guard depth < 1000 else { return .failure("ERR reached lua stack limit") }
            if case .string(let bytes) = table[.string("err")] { return .failure(oneLine(bytes.text)) }
            if case .string(let bytes) = table[.string("ok")] { return .status(oneLine(bytes.text)) }
            var elements: [RedisReply] = []
            var index = 1
            while !table[index].isNil {
                elements.append(try reply(table[index], run, depth: depth + 1))
                index += 1
            }
            return .array(elements)
        }
    }

    /// The reply to a script that was stopped by what it raised.
    static func failure(raisedIn run: LuaRun, digest: Bytes) -> RedisReply {
        let message: String
        switch run.raised {
        case .table(let table):
            if case .string(let bytes) = table[.string("err")] { message = bytes.text } else { message = "ERR unknown error" }
        case let other: message = "ERR \(Bytes(other.shown).text)"
        }
        return .failure(oneLine("\(message) script: \(digest.text), on @user_script:\(run.line)."))
    }

    private static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return text }
        return String(decoding: text.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
    }
}
