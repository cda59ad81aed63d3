import Redis

/// Random commands on strings, counters, hashes, sets and lists, over so few keys that kinds clash.
struct CommandSource {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// What a word in capitals stands for in the forms below.
    private mutating func word(_ form: String) -> RedisValue {
        switch form {
        case "KEY": return .text(generator.pick(["a", "b", "c", "d", "e"]))
        case "FIELD": return .text(generator.pick(["x", "y", "z", "version", ""]))
        case "VALUE":
            return .text(generator.pick(["", "1", "-7", "007", "text", "9223372036854775807", "1.5", " 1", "a b", "\u{0}é"]))
        case "BYTES": return .bytes([0xFF, UInt8(generator.below(256))])
        case "NUMBER":
            return .text(
                generator.pick([
                    "0", "1", "-1", "2", "5", "-3", "100", "x", "", "1.0", "9223372036854775807", "-9223372036854775808",
                ])
            )
        case "TIME": return .text(generator.pick(["1", "3", "20", "1000", "100000", "0", "-1", "x", "9223372036854775807"]))
        case "GLOB": return .text(generator.pick(["*", "a*", "?", "[a-c]", "[^a]", "x", "\\a", "[", "*e*"]))
        default: return .text(form)
        }
    }

    private static let forms = [
        "SET KEY VALUE", "SET KEY VALUE", "SET KEY VALUE NX", "SET KEY VALUE XX", "SET KEY VALUE GET", "SET KEY VALUE PX TIME",
        "SET KEY VALUE EX TIME NX",
        "SET KEY VALUE KEEPTTL", "SET KEY VALUE NX GET", "SET KEY VALUE XX NX", "SET KEY VALUE PX", "SET KEY VALUE PX TIME KEEPTTL",
        "SET KEY VALUE EX TIME PX TIME",
        "SET KEY BYTES", "GET KEY", "GET KEY", "GETDEL KEY", "GETSET KEY VALUE", "SETNX KEY VALUE", "SETEX KEY TIME VALUE",
        "PSETEX KEY TIME VALUE", "APPEND KEY VALUE",
        "STRLEN KEY", "GETRANGE KEY NUMBER NUMBER", "MGET KEY KEY KEY", "MSET KEY VALUE KEY VALUE", "MSET KEY VALUE KEY",
        "INCR KEY", "DECR KEY", "INCRBY KEY NUMBER",
        "DECRBY KEY NUMBER", "DEL KEY", "DEL KEY KEY", "UNLINK KEY", "EXISTS KEY KEY", "TYPE KEY", "EXPIRE KEY TIME",
        "PEXPIRE KEY TIME", "PEXPIRE KEY TIME NX",
        "PEXPIRE KEY TIME XX", "PEXPIRE KEY TIME GT", "PEXPIRE KEY TIME LT", "PEXPIRE KEY TIME NX GT", "PEXPIRE KEY TIME GT LT",
        "PEXPIRE KEY TIME NOPE", "PEXPIREAT KEY TIME",
        "PTTL KEY", "TTL KEY", "PERSIST KEY", "RENAME KEY KEY", "KEYS GLOB", "SCAN 0 COUNT 1000", "SCAN 0 MATCH GLOB COUNT 1000",
        "SCAN 0 TYPE hash COUNT 1000", "SCAN x", "SCAN 0 COUNT 0",
        "SCAN 0 COUNT", "HSET KEY FIELD VALUE", "HSET KEY FIELD VALUE FIELD VALUE", "HSET KEY FIELD BYTES",
        "HSET KEY FIELD VALUE FIELD", "HMSET KEY FIELD VALUE", "HSETNX KEY FIELD VALUE", "HGET KEY FIELD",
        "HMGET KEY FIELD FIELD", "HGETALL KEY", "HKEYS KEY", "HVALS KEY", "HLEN KEY", "HEXISTS KEY FIELD", "HSTRLEN KEY FIELD",
        "HDEL KEY FIELD", "HDEL KEY FIELD FIELD",
        "HINCRBY KEY FIELD NUMBER", "HSCAN KEY 0", "HSCAN KEY 0 MATCH GLOB", "SADD KEY VALUE", "SADD KEY VALUE VALUE",
        "SREM KEY VALUE", "SREM KEY VALUE VALUE", "SMEMBERS KEY", "SISMEMBER KEY VALUE",
        "SMISMEMBER KEY VALUE VALUE", "SCARD KEY", "SSCAN KEY 0", "SSCAN KEY 0 MATCH GLOB COUNT 10", "LPUSH KEY VALUE",
        "LPUSH KEY VALUE VALUE", "RPUSH KEY VALUE VALUE", "LPUSHX KEY VALUE", "RPUSHX KEY VALUE",
        "LPOP KEY", "RPOP KEY", "LPOP KEY NUMBER", "RPOP KEY NUMBER", "LRANGE KEY NUMBER NUMBER", "LTRIM KEY NUMBER NUMBER",
        "LLEN KEY", "LINDEX KEY NUMBER", "LSET KEY NUMBER VALUE", "LREM KEY NUMBER VALUE",
        "set KEY VALUE pX TIME nx", "hGetAll KEY", "LPOP KEY 1 1", "SPEL KEY", "XLEN KEY", "XADD KEY 5-5 f VALUE",
    ]

    /// The next command.
    mutating func next() -> RedisCommand {
        var words = generator.pick(Self.forms).split(separator: " ").map(String.init)
        // SCAN is always asked for everything at once: the model knows no other rounds.
        if words[0] != "SCAN", generator.once(in: 60) { words.removeLast() }
        if words[0] != "SCAN", generator.once(in: 60) { words.append("VALUE") }
        return RedisCommand(words.map { word($0) })
    }
}

/// Random commands on streams, with ids given, so that the replies do not depend on the time.
struct StreamCommandSource {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private mutating func word(_ form: String) -> RedisValue {
        switch form {
        case "KEY": return .text(generator.once(in: 25) ? generator.pick(["plain", "none"]) : generator.pick(["s", "t"]))
        case "GROUP": return .text(generator.once(in: 20) ? "none" : generator.pick(["g", "h"]))
        case "READER": return .text(generator.pick(["ann", "bob", "cy"]))
        case "ID", "FROM", "TO":
            if generator.once(in: 8) {
                return .text(
                    generator.pick([
                        "-", "+", "0", "0-0", "*", "x", "5-x", "18446744073709551615-18446744073709551615", "(3-1", "(-", "7", "-1",
                        "007-01", "",
                    ])
                )
            }
            return .text("\(form == "TO" ? 10 + generator.below(30) : generator.below(30))-\(generator.below(3))")
        case "NEXT":
            return .text(generator.once(in: 3) ? "\(generator.below(40))-*" : "\(generator.below(40))-\(generator.below(4))")
        case "NUMBER": return .text(generator.pick(["0", "1", "2", "3", "10", "-1", "x"]))
        case "IDLE": return .text(generator.pick(["0", "0", "1", "5", "100000", "-1", "x"]))
        case "START": return .text(generator.pick(["0", "$", "3-1", "9", "x"]))
        case "CURSOR": return .text(generator.pick([">", ">", ">", "0", "4-1", "$", "x"]))
        case "VALUE": return .text("v\(generator.below(100))")
        default: return .text(form)
        }
    }

    private static let forms = [
        "XADD KEY NEXT f VALUE", "XADD KEY NEXT f VALUE", "XADD KEY NEXT f VALUE g VALUE", "XADD KEY NEXT f VALUE",
        "XADD KEY ID f VALUE", "XADD KEY NOMKSTREAM NEXT f VALUE", "XADD KEY MAXLEN NUMBER NEXT f VALUE",
        "XADD KEY MAXLEN = 8 NEXT f VALUE", "XADD KEY MAXLEN ~ 1000 NEXT f VALUE", "XADD KEY MINID = ID NEXT f VALUE",
        "XADD KEY MINID ID MAXLEN 3 NEXT f VALUE", "XADD KEY NEXT f", "XADD KEY LIMIT 3 NEXT f VALUE",
        "XADD KEY MAXLEN ~ 1000 LIMIT NUMBER NEXT f VALUE", "XLEN KEY", "XRANGE KEY FROM TO", "XRANGE KEY - +",
        "XRANGE KEY FROM TO COUNT NUMBER", "XREVRANGE KEY TO FROM", "XREVRANGE KEY + - COUNT NUMBER", "XRANGE KEY FROM TO NOPE",
        "XRANGE KEY (FROM +", "XTRIM KEY MAXLEN 12", "XTRIM KEY MINID ID", "XTRIM KEY MAXLEN NUMBER LIMIT 1", "XTRIM KEY NOPE 1",
        "XDEL KEY ID", "XDEL KEY ID ID", "XSETID KEY ID", "XREAD COUNT NUMBER STREAMS KEY ID", "XREAD STREAMS KEY KEY ID ID",
        "XREAD STREAMS KEY KEY ID", "XREAD STREAMS KEY $", "XREAD STREAMS KEY >", "XREAD COUNT 2 KEY ID",
        "XREAD GROUP GROUP READER STREAMS KEY ID", "XGROUP CREATE KEY GROUP START", "XGROUP CREATE KEY GROUP START MKSTREAM",
        "XGROUP CREATE KEY GROUP START ENTRIESREAD NUMBER", "XGROUP SETID KEY GROUP START",
        "XGROUP SETID KEY GROUP START ENTRIESREAD NUMBER", "XGROUP CREATECONSUMER KEY GROUP READER",
        "XGROUP CREATE KEY GROUP START NOPE",
        "XREADGROUP GROUP GROUP READER STREAMS KEY CURSOR", "XREADGROUP GROUP GROUP READER COUNT NUMBER STREAMS KEY CURSOR",
        "XREADGROUP GROUP GROUP READER COUNT 2 STREAMS KEY >", "XREADGROUP GROUP GROUP READER COUNT 3 STREAMS KEY >",
        "XREADGROUP GROUP GROUP READER NOACK COUNT 1 STREAMS KEY >", "XREADGROUP GROUP GROUP READER STREAMS KEY KEY > 0",
        "XREADGROUP GROUP GROUP READER COUNT 2 STREAMS KEY 0", "XACK KEY GROUP ID", "XACK KEY GROUP ID ID ID",
        "XPENDING KEY GROUP", "XPENDING KEY GROUP - + NUMBER", "XPENDING KEY GROUP FROM TO 10 READER",
        "XPENDING KEY GROUP IDLE IDLE - + 10", "XPENDING KEY GROUP - +", "XCLAIM KEY GROUP READER IDLE ID ID",
        "XCLAIM KEY GROUP READER 0 ID JUSTID", "XCLAIM KEY GROUP READER 0 ID FORCE",
        "XCLAIM KEY GROUP READER 0 ID FORCE RETRYCOUNT NUMBER IDLE 50", "XCLAIM KEY GROUP READER 0 ID LASTID ID",
        "XCLAIM KEY GROUP READER IDLE ID NOPE",
        "XAUTOCLAIM KEY GROUP READER IDLE FROM", "XAUTOCLAIM KEY GROUP READER 0 0 COUNT NUMBER",
        "XAUTOCLAIM KEY GROUP READER 0 0 COUNT 2 JUSTID", "XAUTOCLAIM KEY GROUP READER 0 0 NOPE", "XINFO STREAM KEY",
        "XINFO GROUPS KEY", "XINFO CONSUMERS KEY GROUP",
        "TYPE KEY", "SET plain x",
    ]

    private static let rare = ["DEL KEY", "XGROUP DESTROY KEY GROUP", "XGROUP DELCONSUMER KEY GROUP READER", "XTRIM KEY MAXLEN 0"]

    /// The next command.
    mutating func next() -> RedisCommand {
        let form = generator.once(in: 60) ? generator.pick(Self.rare) : generator.pick(Self.forms)
        var words = form.split(separator: " ").map(String.init)
        if generator.once(in: 80) { words.removeLast() }
        // The second word of a form may be a subcommand with the name of a placeholder.
        let name = words.removeFirst()
        return RedisCommand(
            [.text(name)]
                + words.enumerated().map { index, form in
                    index == 0 && form == "GROUP"
                        ? .text(form) : form.hasPrefix("(") ? .text("(\(generator.below(30))-1") : word(form)
                }
        )
    }
}
