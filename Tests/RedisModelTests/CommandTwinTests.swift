import Fixture
import Redis
import RedisModel
import Testing

@Suite("The model answers commands as a server does")
struct CommandTwinTests {
    @Test("Random commands on few keys, good and bad", arguments: Seeds.many)
    func commands(seed: Int) async throws {
        try await RedisServer.with { client in
            let twin = TwinClient(client, label: "seed \(seed)")
            var source = CommandSource(seed: UInt64(seed))
            for _ in 0..<30 { _ = try await twin.pipeline((0..<25).map { _ in source.next() }) }
            #expect(twin.steps == 750)
        }
    }

    @Test("Random commands on streams and their groups", arguments: Seeds.many)
    func streams(seed: Int) async throws {
        try await RedisServer.with { client in
            let twin = TwinClient(client, label: "seed \(seed)")
            var source = StreamCommandSource(seed: UInt64(seed))
            for _ in 0..<30 { _ = try await twin.pipeline((0..<25).map { _ in source.next() }) }
            #expect(twin.steps == 750)
        }
    }

    @Test("Rough trimming takes the same entries: nodes are as full as the server's", arguments: Seeds.few)
    func nodes(seed: Int) async throws {
        try await RedisServer.with { client in
            let twin = TwinClient(client, label: "seed \(seed)")
            var generator = SeededGenerator(seed: UInt64(seed))
            var commands: [RedisCommand] = []
            var time = 0
            for _ in 0..<700 {
                time += generator.below(3) == 0 ? generator.below(100_000) : 1
                let value = generator.pick([
                    "x", "12", "-70000", String(repeating: "y", count: generator.below(generator.pick([60, 200, 5000]))),
                ])
                var parts: [RedisValue] = ["XADD", "s", "\(time)-\(generator.below(3))", "kind", .text(value), "flag", "f"]
                if generator.once(in: 5) { parts += [.text(generator.pick(["actor", "event"])), "z"] }
                commands.append(RedisCommand(parts))
                let before = max(0, time - generator.below(300_000))
                switch generator.below(30) {
                case 0: commands.append(RedisCommand("XTRIM", "s", "MINID", "~", "\(before)"))
                case 1: commands.append(RedisCommand("XTRIM", "s", "MAXLEN", "~", .integer(generator.below(200))))
                case 2: commands.append(RedisCommand("XTRIM", "s", "MAXLEN", "~", 20, "LIMIT", .integer(generator.below(150))))
                case 3: commands.append(RedisCommand("XTRIM", "s", "MAXLEN", .integer(40 + generator.below(200))))
                case 4: commands.append(RedisCommand("XDEL", "s", "\(before)-0", "\(before)-1", "\(time)-0"))
                case 5: commands.append(RedisCommand("XADD", "s", "MAXLEN", "~", 60, "\(time)-9", "kind", "t"))
                default: break
                }
                if generator.once(in: 20) { commands.append(RedisCommand("XRANGE", "s", "-", "+", "COUNT", 2)) }
            }
            commands.append(RedisCommand("XLEN", "s"))
            _ = try await twin.pipeline(commands)
        }
    }

    @Test("Commands outside of the data are answered alike")
    func others() async throws {
        try await RedisServer.with { client in
            let twin = TwinClient(client, label: "others")
            let lines = [
                "PING", "PING x", "PING x y", "ECHO x", "SELECT 0", "SELECT 99", "SELECT x", "DBSIZE", "FLUSHALL", "FLUSHALL ASYNC",
                "FLUSHALL x",
                "CLIENT SETNAME rampart", "CLIENT NOSUCH", "CLIENT SETNAME", "PUBLISH c m", "PUBLISH c", "WAIT 0 0", "WAIT x 0",
                "WAIT 0 x", "WAIT 0 -1",
                "SCRIPT", "SCRIPT NOSUCH", "SCRIPT LOAD", "SCRIPT EXISTS", "SCRIPT FLUSH x", "SCRIPT FLUSH", "SCRIPT EXISTS a b",
                "EVALSHA ffffffffffffffffffffffffffffffffffffffff 0", "EVALSHA short 0", "EVAL return 0", "EVAL x", "EVAL return x",
                "EVAL return -1", "EVAL return 1 a",
                "NOSUCH a b", "nosuch", "GET", "get a b", "SET a", "HSET a b", "MSET a", "XADD s *", "XGROUP CREATE s g", "XGROUP",
                "XINFO", "XINFO STREAM", "XINFO NOSUCH s",
                "XGROUP DESTROY s", "DEL", "TTL",
            ]
            var commands = lines.map { line in RedisCommand(line.split(separator: " ").map { .text(String($0)) }) }
            commands += [
                RedisCommand("SCRIPT", "LOAD", "return {KEYS[1], ARGV[1]}"), RedisCommand("SCRIPT", "LOAD", "return +"),
                RedisCommand("SCRIPT", "EXISTS", "4ca238f611c9d0ae4e9a75a5dbac22aedc1e44a6", "x"),
                RedisCommand("EVALSHA", "4ca238f611c9d0ae4e9a75a5dbac22aedc1e44a6", 1, "k", "v"),
                RedisCommand("EVALSHA", "4CA238F611C9D0AE4E9A75A5DBAC22AEDC1E44A6", 1, "k", "v"),
                RedisCommand("EVAL", "return 1", 5, "a"),
            ]
            _ = try await twin.pipeline(commands)
        }
    }
}
