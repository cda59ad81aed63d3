import Testing

@testable import Redis

@Suite struct RedisCommandTests {
    @Test func encodesEveryKindOfArgument() {
        let command = RedisCommand("SET", "é", .integer(-12), .bytes([0x0D, 0x0A, 0xFF]), 7, "", "a\(1)b")
        let expected =
            Array("*7\r\n$3\r\nSET\r\n$2\r\né\r\n$3\r\n-12\r\n$3\r\n".utf8) + [0x0D, 0x0A, 0xFF]
            + Array("\r\n$1\r\n7\r\n$0\r\n\r\n$3\r\na1b\r\n".utf8)
        #expect(command.encoded == expected)
    }

    @Test func writesLengthsOfManyDigits() {
        let value = [UInt8](repeating: 0x78, count: 1234)
        #expect(RedisCommand("A", .bytes(value)).encoded == Array("*2\r\n$1\r\nA\r\n$1234\r\n".utf8) + value + [0x0D, 0x0A])
        let parts = [RedisValue](repeating: "x", count: 105)
        #expect(RedisCommand(parts).encoded.starts(with: Array("*105\r\n".utf8)))
    }

    @Test func partsAreTheSameCommand() {
        #expect(RedisCommand(["HSET", "k"] + ["f", 1]) == RedisCommand("HSET", "k", "f", 1))
        #expect(RedisCommand([.bytes(Array("GET".utf8)), "k"]) == RedisCommand("GET", "k"))
    }

    // An array of no elements has no answer, and every later answer would go to the wrong caller.
    @Test func withoutPartsItStillHasAnAnswer() {
        #expect(RedisCommand([]).encoded == Array("*1\r\n$0\r\n\r\n".utf8))
    }
}
