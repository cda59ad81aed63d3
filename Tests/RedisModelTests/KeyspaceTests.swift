import Redis
import RedisModel
import Testing

@Suite("The model as a value")
struct KeyspaceTests {
    private static let now = 1_798_275_600_000

    @Test("A copy is a snapshot: what is written after touches neither the other")
    func snapshots() {
        var server = RedisKeyspace()
        server.execute("HSET", "h", "a", "1", at: Self.now)
        server.execute("XADD", "x", "1-1", "f", "v", at: Self.now)
        server.execute("XGROUP", "CREATE", "x", "g", "0", at: Self.now)
        var replica = server
        #expect(replica.holdsSame(as: server, at: Self.now))
        server.execute("HSET", "h", "a", "2", at: Self.now)
        server.execute("XREADGROUP", "GROUP", "g", "c", "STREAMS", "x", ">", at: Self.now)
        #expect(!replica.holdsSame(as: server, at: Self.now))
        #expect(replica.execute("HGET", "h", "a", at: Self.now).string == "1")
        #expect(replica.execute("XPENDING", "x", "g", at: Self.now).array?.first == .integer(0))
        #expect(server.execute("XPENDING", "x", "g", at: Self.now).array?.first == .integer(1))
    }

    @Test("A key is there up to its moment and gone after it; a clock that steps back brings nothing back")
    func expiry() {
        var server = RedisKeyspace()
        server.execute("SET", "k", "v", "PX", "10", at: Self.now)
        #expect(server.execute("PTTL", "k", at: Self.now + 10) == .integer(0))
        #expect(server.execute("GET", "k", at: Self.now + 10).string == "v")
        #expect(server.execute("GET", "k", at: Self.now + 11) == .null)
        #expect(server.execute("GET", "k", at: Self.now) == .null)
    }

    @Test("Stream ids go on where the clock steps back")
    func ids() {
        var server = RedisKeyspace()
        #expect(server.execute("XADD", "x", "*", "f", "v", at: Self.now).string == "\(Self.now)-0")
        #expect(server.execute("XADD", "x", "*", "f", "v", at: Self.now - 5000).string == "\(Self.now)-1")
    }

    @Test("Messages are kept until they are taken, those of scripts too")
    func published() {
        var server = RedisKeyspace()
        server.subscriberCounts["c"] = 3
        #expect(server.execute("PUBLISH", "c", "one", at: Self.now) == .integer(3))
        #expect(server.execute("EVAL", "return redis.call('PUBLISH', 'd', 'two')", "0", at: Self.now) == .integer(0))
        let messages = server.takePublished()
        #expect(messages.map(\.channel) == ["c", "d"])
        #expect(messages.map { String(decoding: $0.payload, as: UTF8.self) } == ["one", "two"])
        #expect(server.takePublished().isEmpty)
    }

    @Test("WAIT answers what the owner says")
    func replicas() {
        var server = RedisKeyspace()
        server.acknowledgingReplicas = 2
        #expect(server.execute("WAIT", "1", "100", at: Self.now) == .integer(2))
    }

    @Test("After a restart scripts are unknown, and the data is there")
    func restart() {
        var server = RedisKeyspace()
        let digest = server.execute("SCRIPT", "LOAD", "return redis.call('GET', 'k')", at: Self.now).string ?? ""
        server.execute("SET", "k", "v", at: Self.now)
        #expect(server.execute("EVALSHA", digest, "0", at: Self.now).string == "v")
        server.forgetScripts()
        #expect(server.execute("EVALSHA", digest, "0", at: Self.now) == noScript)
        #expect(server.execute("GET", "k", at: Self.now).string == "v")
    }

    private let noScript = RedisReply.error(RedisServerError(message: "NOSCRIPT No matching script. Please use EVAL."))

    @Test(
        "A script that does not end is ended, and nothing it wrote is lost",
        arguments: [
            "while true do end", "repeat until false", "for i = 1, 1e18 do end",
            "while true do pcall(function() while true do end end) end",
            "local s = 'x' while true do s = s .. s end", "return string.find(string.rep('a', 5000), string.rep('a-', 60) .. 'b')",
        ]
    )
    func runaway(script: String) {
        var server = RedisKeyspace()
        server.maxScriptSteps = 100_000
        let reply = server.execute("EVAL", "redis.call('SET', 'k', 'v') " + script, "0", at: Self.now)
        guard case .error = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(server.execute("GET", "k", at: Self.now).string == "v")
    }

    @Test("Deep nesting is an error, not a crash")
    func nesting() {
        var server = RedisKeyspace()
        let texts = [
            "return " + String(repeating: "(", count: 5000), String(repeating: "do ", count: 5000),
            "return " + String(repeating: "not ", count: 5000) + "1",
            "return " + String(repeating: "{", count: 5000), "return 1" + String(repeating: " + 1", count: 5000),
            "local t = {} return t" + String(repeating: "[1]", count: 5000),
            "return 'a'" + String(repeating: " .. 'a'", count: 5000), "return cjson.decode(string.rep('[', 5000))",
            "local t = {} t[1] = t return t",
            "local function f() return (string.gsub('x', 'x', f)) end return f()",
            "local function f() return {pcall(f)} end return f()",
        ]
        for text in texts {
            let reply = server.execute("EVAL", text, "0", at: Self.now)
            if reply.integer != nil { Issue.record("\(text.prefix(60)): \(reply)") }
        }
        #expect(server.execute("PING", at: Self.now) == .status("PONG"))
    }

    @Test("Mangled scripts and commands are answered, whatever they are", arguments: 1...4)
    func mangled(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var server = RedisKeyspace()
        server.maxScriptSteps = 20_000
        let seeds = LuaSnippets.Table.allCases.flatMap(\.snippets).map { Array($0.utf8) }
        for _ in 0..<400 {
            var text = generator.pick(seeds)
            for _ in 0..<(1 + generator.below(4)) where !text.isEmpty {
                let place = generator.below(text.count)
                switch generator.below(4) {
                case 0: text.remove(at: place)
                case 1: text[place] = UInt8(generator.below(256))
                case 2: text.insert(UInt8(32 + generator.below(95)), at: place)
                default: text.insert(contentsOf: generator.pick(seeds).prefix(12), at: place)
                }
            }
            _ = server.execute([Array("EVAL".utf8), text, [0x30]], at: Self.now)
        }
        #expect(server.execute("PING", at: Self.now) == .status("PONG"))
    }
}
