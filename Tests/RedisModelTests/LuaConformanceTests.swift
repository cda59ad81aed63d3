import Fixture
import Redis
import RedisModel
import Testing

@Suite("The model's Lua is Redis' Lua")
struct LuaConformanceTests {
    @Test("Every snippet is answered alike, errors to the letter", arguments: LuaSnippets.Table.allCases)
    func snippets(_ table: LuaSnippets.Table) async throws {
        try await RedisServer.with { client in
            let twin = TwinClient(client, label: table.rawValue)
            let commands = table.snippets.map { RedisCommand("EVAL", .text($0), 2, "k1", "k2", "a", "12", "", "x\r\ny") }
            _ = try await twin.pipeline(commands)
            #expect(twin.steps == commands.count)
        }
    }

    @Test("Numbers are read and written alike", arguments: Seeds.few)
    func numbers(seed: Int) async throws {
        try await RedisServer.with { client in
            let twin = TwinClient(client, label: "seed \(seed)")
            var generator = SeededGenerator(seed: UInt64(seed))
            let script = """
                local n = tonumber(ARGV[1])
                return {tostring(n), string.format('%.17g', n), string.format('%.0f', n), string.format('%.3f', n),
                  string.format('%e', n), string.format('%g', n), cjson.encode(n), n, redis.call('SET', 'k', n),
                  redis.call('GET', 'k'), tostring(n % 7), tostring(n / 3), tostring(-n)}
                """
            var commands: [RedisCommand] = []
            for _ in 0..<150 {
                commands.append(RedisCommand("EVAL", .text(script), 0, .text(Self.number(&generator))))
            }
            _ = try await twin.pipeline(commands)
        }
    }

    private static func number(_ generator: inout SeededGenerator) -> String {
        switch generator.below(6) {
        case 0: return String(Int(truncatingIfNeeded: generator.next() >> generator.next() % 64))
        case 1: return "\(generator.below(1000)).\(generator.below(100_000))"
        case 2: return "\(Double(generator.below(1_000_000)) / 1024)"
        case 3: return "\(generator.below(10)).5e\(generator.below(30) - 15)"
        case 4: return "0x\(String(generator.next() >> generator.next() % 64, radix: 16))"
        default:
            // Any finite pattern of bits; division by 3 and remainders of huge ones are still the processor's.
            let number = Double(bitPattern: generator.next())
            return number.isFinite ? "\(number)" : "1e308"
        }
    }

    @Test("Patterns match alike, the malformed too", arguments: Seeds.few)
    func patterns(seed: Int) async throws {
        try await RedisServer.with { client in
            let twin = TwinClient(client, label: "seed \(seed)")
            var generator = SeededGenerator(seed: UInt64(seed))
            let script = """
                local s, p, r = ARGV[1], ARGV[2], ARGV[3]
                local words = {}
                for a, b in string.gmatch(s, '^' == string.sub(p, 1, 1) and 'x' or p) do words[#words + 1] = a end
                return {words, {string.find(s, p)}, {string.match(s, p, 2)}, {string.gsub(s, p, r)}, {string.gsub(s, p, '', 1)}}
                """
            let pieces = [
                "a", "b", ".", "%a", "%d", "%w", "%s", "%p", "%W", "[ab]", "[^a]", "[%w_]", "[a-c]", "(", ")", "()", "%1", "%b()",
                "%f[%w]", "*", "+", "-", "?", "$", "^", "%", "[", "]", "%.", "é", "x",
            ]
            let letters = ["a", "b", "c", "1", " ", ".", "(", ")", "_", "é"]
            let replacements = ["x", "%0%0", "<%1>", "%%", "", "%2"]
            var commands: [RedisCommand] = []
            for _ in 0..<300 {
                let subject = (0..<generator.below(12)).map { _ in generator.pick(letters) }.joined()
                let pattern = (0..<(1 + generator.below(6))).map { _ in generator.pick(pieces) }.joined()
                let replacement = generator.pick(replacements)
                commands.append(
                    RedisCommand("EVAL", .text(script), 0, .text(subject), .text(pattern), .text(replacement))
                )
            }
            _ = try await twin.pipeline(commands)
        }
    }
}
