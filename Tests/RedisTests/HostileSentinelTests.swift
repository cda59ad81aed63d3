import Testing

@testable import Redis

@Suite(.timeLimit(.minutes(10))) struct HostileSentinelTests {
    private func options(_ sentinels: [RedisAddress]) throws -> RedisOptions {
        var options = try RedisServer.options(url: "redis://nowhere.invalid:1")
        options.sentinel = RedisSentinel(primary: "main", sentinels: sentinels)
        options.sentinel?.timeout = .seconds(20)
        return options
    }

    @Test(arguments: [
        ("*2\r\n$9\r\n127.0.0.1\r\n$5\r\n70000\r\n*0\r\n", "no address"),
        ("*2\r\n$9\r\n127.0.0.1\r\n$2\r\n-1\r\n*0\r\n", "no address"),
        ("*2\r\n$0\r\n\r\n$4\r\n6379\r\n*0\r\n", "no address"),
        ("*2\r\n$3\r\na b\r\n$4\r\n6379\r\n*0\r\n", "no address"),
        ("*1\r\n$9\r\n127.0.0.1\r\n*0\r\n", "no address"),
        ("*2\r\n*0\r\n$4\r\n6379\r\n*0\r\n", "no address"),
        ("+OK\r\n+OK\r\n", "no address"),
        (":1\r\n:1\r\n", "no address"),
        ("*-1\r\n-ERR No such master with that name\r\n", "no primary of that name"),
        ("-ERR unknown command 'SENTINEL'\r\n-ERR unknown command 'SENTINEL'\r\n", "unknown command"),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "Redis sent"),
        ("$1000000000\r\n", "more than 1048576 bytes"),
    ])
    func whatIsNoAnswerIsToldAndAskedAgain(answer: String, words: String) async throws {
        try await HostileServer.with(answer: answer, overTCP: true) { server in
            try await withClient(options([server.address])) { client in
                for _ in 0..<2 {
                    let reason = await client.waitForLoss()
                    #expect(reason?.code == .unreachable)
                    #expect(reason?.message.contains(words) == true, "\(reason.debugDescription)")
                    #expect(reason?.message.contains("\(server.address)") == true)
                }
                var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                guard case .lost(let reason) = await events.next() else {
                    Issue.record("there is nobody to subscribe at")
                    return
                }
                #expect(reason.message.contains(words))
            }
        }
    }

    @Test func aSilentSentinelIsGivenUp() async throws {
        try await HostileServer.with(greeting: [""], answer: "", overTCP: true) { silent in
            var options = try options([silent.address])
            options.sentinel?.timeout = .milliseconds(50)
            try await withClient(options) { client in
                let reason = await client.waitForLoss()
                #expect(reason?.code == .unreachable)
                #expect(reason?.message.contains("\(silent.address)") == true)
            }
            // It greets and then says nothing.
            try await HostileServer.with(answer: "", overTCP: true) { mute in
                options.sentinel = RedisSentinel(primary: "main", sentinels: [mute.address])
                options.sentinel?.timeout = .milliseconds(200)
                try await withClient(options) { client in
                    let reason = await client.waitForLoss { $0.message.contains("did not answer in time") }
                    #expect(reason?.code == .unreachable)
                }
            }
        }
    }

    @Test func aSilentSentinelIsNotWaitedForWhenTheOthersAnswer() async throws {
        try await SentinelGroup.with { group in
            try await HostileServer.with(greeting: [""], answer: "", overTCP: true) { silent in
                var options = try options([silent.address] + group.sentinels.dropFirst().map(\.address))
                options.sentinel?.timeout = .seconds(600)
                options.connectTimeout = .seconds(600)
                try await withClient(options) { client in
                    let port = try await SentinelTests.port(client)
                    #expect(port == group.primary.address.port)
                }
            }
        }
    }

    @Test func aServerThatIsNoPrimaryIsNotWrittenTo() async throws {
        let directory = try TemporaryDirectory()
        // Its own primary is away.
        let replica = try await SentinelGroup.start(in: directory, "replica") { _ in ["--replicaof", "127.0.0.1", "1"] }
        defer { replica.server.kill() }
        let port = "\(replica.address.port)"
        let answer = "*2\r\n$9\r\n127.0.0.1\r\n$\(port.utf8.count)\r\n\(port)\r\n*0\r\n"
        try await HostileServer.with(answer: answer, overTCP: true) { sentinel in
            try await withClient(options([sentinel.address])) { client in
                let reason = await client.waitForLoss()
                #expect(reason?.message.contains("its role is slave") == true, "\(reason.debugDescription)")
                try await replica.server.send("REPLICAOF", "NO", "ONE")
                #expect(try await client.send(RedisCommand("SET", "k", "v")) == .status("OK"))
            }
        }
    }

    @Test func withoutSentinelsItSaysSo() async throws {
        try await withClient(options([])) { client in
            let reason = await client.waitForLoss()
            #expect(reason?.message.contains("No sentinel is listed") == true)
        }
    }
}
