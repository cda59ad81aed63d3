import Testing

@testable import Redis

@Suite struct RedirectionTests {
    private typealias Endpoint = RedisLocation.Endpoint

    private static let here = Endpoint.tcp(host: "10.0.0.1", port: 7000)

    @Test(arguments: [
        ("MOVED 3999 127.0.0.1:6381", Redirection.Kind.moved, 3999, "127.0.0.1", 6381),
        ("ASK 0 redis-2.example:1", .asked, 0, "redis-2.example", 1),
        ("MOVED 16383 2001:db8::1:6381", .moved, 16383, "2001:db8::1", 6381),
        ("MOVED 1 :7001", .moved, 1, "10.0.0.1", 7001),
        ("MOVED 1 ?:7001", .moved, 1, "10.0.0.1", 7001),
    ])
    func isRead(message: String, kind: Redirection.Kind, slot: Int, host: String, port: Int) throws {
        let redirection = try #require(Redirection(RedisServerError(message: message), seenFrom: Self.here))
        #expect(redirection.kind == kind)
        #expect(redirection.slot == slot)
        #expect(redirection.endpoint == .tcp(host: host, port: port))
    }

    @Test(arguments: [
        "MOVED", "MOVED 1", "MOVED x 127.0.0.1:1", "MOVED 16384 127.0.0.1:1", "MOVED -1 127.0.0.1:1", "MOVED 1 127.0.0.1",
        "MOVED 1 127.0.0.1:", "MOVED 1 127.0.0.1:65536", "MOVED 1 127.0.0.1:-1", "MOVED 1 a/b:1", "ERR MOVED 1 127.0.0.1:1",
        "TRYAGAIN Multiple keys request during rehashing of slot", "moved 1 127.0.0.1:1",
    ])
    func isRefused(message: String) {
        #expect(Redirection(RedisServerError(message: message), seenFrom: Self.here) == nil)
    }

    @Test func aNodeBehindASocketCannotBeMeantByNoHost() {
        let error = RedisServerError(message: "MOVED 1 :7001")
        #expect(Redirection(error, seenFrom: .unix(path: "/s")) == nil)
    }

    // MARK: - The pipeline

    private static func read(_ error: RedisServerError) -> Redirection? { Redirection(error, seenFrom: here) }

    private static func moved(_ port: Int = 1) -> RedisReply { .error(RedisServerError(message: "MOVED 1 a:\(port)")) }

    private static func ask(_ port: Int = 1) -> RedisReply { .error(RedisServerError(message: "ASK 1 a:\(port)")) }

    private static let commands = ["A", "B", "C", "D"].map { RedisCommand($0) }

    @Test func onlyWhatWasRedirectedIsSentAgainInOrder() {
        var pipeline = RedirectedPipeline(
            Self.commands,
            replies: [.integer(1), Self.moved(), .error(RedisServerError(message: "ERR no")), Self.moved()],
            redirection: Self.read
        )
        guard let round = pipeline.next() else {
            Issue.record("there is something to send")
            return
        }
        #expect(round.askedAt == nil)
        #expect(round.commands == [Self.commands[1], Self.commands[3]])
        pipeline.accept([.integer(2), .integer(4)], to: round, redirection: Self.read)
        #expect(pipeline.next() == nil)
        #expect(pipeline.replies == [.integer(1), .integer(2), .error(RedisServerError(message: "ERR no")), .integer(4)])
    }

    @Test func eachPlaceHasItsRound() {
        var pipeline = RedirectedPipeline(
            Self.commands,
            replies: [Self.ask(1), Self.ask(1), Self.ask(2), Self.moved()],
            redirection: Self.read
        )
        var rounds: [[RedisCommand]] = []
        var places: [RedisLocation.Endpoint?] = []
        while let round = pipeline.next() {
            rounds.append(round.commands)
            places.append(round.askedAt)
            pipeline.accept(round.commands.map { _ in .integer(0) }, to: round, redirection: Self.read)
        }
        #expect(rounds == [Array(Self.commands[0...1]), [Self.commands[2]], [Self.commands[3]]])
        #expect(places == [.tcp(host: "a", port: 1), .tcp(host: "a", port: 2), nil])
    }

    @Test func aCommandIsNotSentAboutForEver() {
        var pipeline = RedirectedPipeline([Self.commands[0]], replies: [Self.moved()], redirection: Self.read)
        var rounds = 0
        while let round = pipeline.next(), rounds < 100 {
            rounds += 1
            pipeline.accept([rounds.isMultiple(of: 2) ? Self.moved() : Self.ask()], to: round, redirection: Self.read)
        }
        #expect(rounds == RedirectedPipeline.maximumHops)
        #expect(pipeline.replies == [Self.ask()])
    }

    @Test func aCountGoesAfterItsWrite() {
        let commands = [RedisCommand("WAIT", 1, 1), RedisCommand("EVALSHA"), RedisCommand("wait", 1, 1), RedisCommand("PING")]
        let replies = [RedisReply.integer(9), Self.moved(), .integer(9), .status("PONG")]
        var pipeline = RedirectedPipeline(commands, replies: replies, redirection: Self.read)
        guard let round = pipeline.next() else {
            Issue.record("there is something to send")
            return
        }
        #expect(round.commands == Array(commands[1...2]))
        pipeline.accept([.integer(5), .integer(1)], to: round, redirection: Self.read)
        #expect(pipeline.replies == [.integer(9), .integer(5), .integer(1), .status("PONG")])
    }

    @Test func aTransactionIsLeftAlone() {
        let commands = [RedisCommand("multi"), RedisCommand("SET"), RedisCommand("EXEC")]
        let replies = [RedisReply.status("OK"), Self.moved(), .error(RedisServerError(message: "EXECABORT"))]
        #expect(RedirectedPipeline(commands, replies: replies, redirection: Self.read).next() == nil)
    }

    @Test func aServerThatSendsAboutForEverEndsInItsOwnWord() async throws {
        // Nobody listens where it points to, and it tells of no others.
        try await HostileServer.with(answer: "-MOVED 1 127.0.0.1:1\r\n", overTCP: true) { server in
            let options = try RedisServer.options(url: "redis://\(server.address)")
            try await withClient(options) { client in
                let refusal = await fault { try await client.send(RedisCommand("GET", "k")) }
                #expect(refusal?.server?.prefix == "MOVED")
                #expect(refusal?.mayHaveRun == false)
            }
        }
    }
}
