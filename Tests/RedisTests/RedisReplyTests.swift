import Testing

@testable import Redis

@Suite struct RedisReplyTests {
    private static func bulk(_ text: String) -> RedisReply { .bulk(Array(text.utf8)) }

    @Test(
        arguments: [
            (RedisReply.null, nil, nil),
            (.status("OK"), "OK", nil),
            (.integer(-3), "-3", -3),
            (bulk("42"), "42", 42),
            (bulk("x"), "x", nil),
            (.bulk([0xFF]), "\u{FFFD}", nil),
            (.array([]), nil, nil),
            (.error(RedisServerError(message: "ERR 1")), nil, nil),
        ] as [(RedisReply, String?, Int?)]
    )
    func readsScalars(reply: RedisReply, string: String?, integer: Int?) {
        #expect(reply.string == string)
        #expect(reply.integer == integer)
    }

    @Test func readsArrays() {
        let flat = RedisReply.array([Self.bulk("a"), .integer(1), Self.bulk("b"), .status("x")])
        #expect(flat.strings == ["a", "1", "b", "x"])
        #expect(flat.map == ["a": "1", "b": "x"])
        #expect(RedisReply.array([Self.bulk("a")]).map == nil)
        #expect(RedisReply.array([Self.bulk("a"), .null]).map == nil)
        #expect(RedisReply.null.map == nil)
        #expect(RedisReply.array([]).map == [:])
    }

    @Test(arguments: [
        ("WRONGTYPE Operation", "WRONGTYPE"), ("ERR x", "ERR"), ("NOSCRIPT", "NOSCRIPT"), ("value is bad", "ERR"), ("", "ERR"),
    ])
    func readsPrefixes(message: String, prefix: String) {
        #expect(RedisServerError(message: message).prefix == prefix)
    }

    @Test(arguments: [
        ("NOSCRIPT No matching script.", false), ("READONLY You can't write", false), ("ERR something", true),
        ("OOM command not allowed script: f, on @user_script:7.", true),
    ])
    func knowsWhatWasRefused(message: String, mayHaveRun: Bool) {
        #expect(RedisFault(server: RedisServerError(message: message)).mayHaveRun == mayHaveRun)
    }
}
