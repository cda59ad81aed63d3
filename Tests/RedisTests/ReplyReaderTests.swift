import Testing

@testable import Redis

@Suite struct ReplyReaderTests {
    /// What a fresh reader makes of the pieces.
    private func read(_ pieces: [[UInt8]], maximumBytes: Int = 1 << 20) throws -> [RedisReply] {
        guard var reader = ReplyReader(maximumBytes: maximumBytes) else { throw RedisFault(.closed, "no memory") }
        var replies: [RedisReply] = []
        for piece in pieces { try unsafe reader.read(piece.span.bytes, into: &replies) }
        return replies
    }

    private func read(_ text: String, maximumBytes: Int = 1 << 20) throws -> [RedisReply] {
        try read([Array(text.utf8)], maximumBytes: maximumBytes)
    }

    private func expectViolation(_ text: String, maximumBytes: Int = 1 << 20, sourceLocation: SourceLocation = #_sourceLocation) {
        let fault = #expect(throws: RedisFault.self, sourceLocation: sourceLocation) {
            try read(text, maximumBytes: maximumBytes)
        }
        #expect(fault?.code == .protocolViolation, sourceLocation: sourceLocation)
    }

    private static let stream = "+OK\r\n-ERR no\r\n:-9\r\n$-1\r\n*-1\r\n$5\r\na\r\nb\0\r\n*3\r\n:1\r\n*1\r\n$0\r\n\r\n$-1\r\n*0\r\n"
    private static let replies: [RedisReply] = [
        .status("OK"), .error(RedisServerError(message: "ERR no")), .integer(-9), .null, .null,
        .bulk([0x61, 0x0D, 0x0A, 0x62, 0x00]), .array([.integer(1), .array([.bulk([])]), .null]), .array([]),
    ]

    @Test func readsEveryKind() throws {
        #expect(try read(Self.stream) == Self.replies)
    }

    @Test func readsEveryCut() throws {
        let bytes = Array(Self.stream.utf8)
        for cut in 1..<bytes.count {
            #expect(try read([Array(bytes[..<cut]), Array(bytes[cut...])]) == Self.replies)
        }
        #expect(try read(bytes.map { [$0] }) == Self.replies)
    }

    @Test func readsManyInOnePiece() throws {
        let value = String(repeating: "v", count: 100)
        let replies = try read(String(repeating: "$100\r\n\(value)\r\n", count: 5000))
        #expect(replies == Array(repeating: .bulk(Array(value.utf8)), count: 5000))
    }

    @Test func readsALargeBulkInPieces() throws {
        let value = [UInt8](repeating: 7, count: 3 << 20)
        var pieces = [Array("$\(value.count)\r\n".utf8)]
        for start in stride(from: 0, to: value.count, by: 60_000) {
            pieces.append(Array(value[start..<min(start + 60_000, value.count)]))
        }
        pieces.append([0x0D, 0x0A])
        #expect(try read(pieces, maximumBytes: 4 << 20) == [.bulk(value)])
    }

    @Test func bytesOfEarlierRepliesDoNotCount() throws {
        let reply = "$10\r\n0123456789\r\n"
        #expect(try read(String(repeating: reply, count: 1000), maximumBytes: 64).count == 1000)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n", "\r\n", "$x\r\n", ":12a\r\n", "$-2\r\n", "*-2\r\n", "*99999999999\r\n",
        "%1\r\n+a\r\n+b\r\n", "_\r\n", String(repeating: "*1\r\n", count: 2000),
    ])
    func refusesGarbage(text: String) {
        expectViolation(text)
    }

    @Test func refusesAnnouncedSizes() {
        expectViolation("$10737418240\r\nabc")
        expectViolation("*2\r\n$10737418240\r\n")
        expectViolation("$99999999999999999999999999999\r\n")
        expectViolation("$1048577\r\n")
    }

    // Eight bytes are allocated for each element announced, so a few bytes could claim gigabytes.
    @Test func refusesAnnouncedElements() {
        expectViolation("*2147483647\r\n")
        expectViolation(String(repeating: "*2000000\r\n", count: 3))
    }

    @Test func refusesWhatGrowsPastTheBound() {
        expectViolation("*100\r\n" + String(repeating: "$10\r\n0123456789\r\n", count: 80), maximumBytes: 1000)
        expectViolation("+" + String(repeating: "x", count: 70_000))
        expectViolation(String(repeating: "1", count: 70_000))
    }

    /// Seeded noise made of protocol bytes: whatever it is, the reader ends with replies or a fault.
    @Test(arguments: 0..<40) func survivesNoise(seed: UInt64) {
        var generator = SplitMix(state: seed)
        let alphabet = Array("+-:$*0123456789\r\n\r\nax".utf8)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 1...60, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            _ = try? read([bytes], maximumBytes: 4096)
        }
    }
}

/// The generator of the same name by Vigna, for repeatable noise.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
