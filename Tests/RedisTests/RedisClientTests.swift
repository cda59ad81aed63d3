import Testing

@testable import Redis

@Suite struct RedisClientTests {
    @Test func answersGoToTheirCommands() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for task in 0..<50 {
                        group.addTask {
                            for round in 0..<100 {
                                let mine = "\(task)-\(round)"
                                #expect(try await client.send(RedisCommand("ECHO", .text(mine))).string == mine)
                                let both = try await client.pipeline([
                                    RedisCommand("INCR", "task:\(task)"), RedisCommand("ECHO", .text(mine)),
                                ])
                                #expect(both == [.integer(round + 1), .bulk(Array(mine.utf8))])
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func carriesAnyBytes() async throws {
        let value = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                #expect(try await client.send(RedisCommand("SET", "k", .bytes(value))) == .status("OK"))
                #expect(try await client.send(RedisCommand("GET", "k")) == .bulk(value))
                #expect(try await client.send(RedisCommand("GET", "none")) == .null)
                try await client.send(RedisCommand(["HSET", "h"] + ["a", 1, "b", "x"]))
                #expect(try await client.send(RedisCommand("HGETALL", "h")).map == ["a": "1", "b": "x"])
            }
        }
    }

    @Test func errorsOfTheServerAreThrownOrListed() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                try await client.send(RedisCommand("SET", "k", "v"))
                let wrong = await fault { try await client.send(RedisCommand("LPUSH", "k", "x")) }
                #expect(wrong?.code == .server)
                #expect(wrong?.server?.prefix == "WRONGTYPE")
                let replies = try await client.pipeline([
                    RedisCommand("LPUSH", "k", "x"), RedisCommand([]), RedisCommand("GET", "k"),
                ])
                #expect(replies.count == 3)
                #expect(replies.last == .bulk([0x76]))
                #expect(try await client.pipeline([]) == [])
            }
        }
    }

    @Test func selectsItsDatabaseAndTellsItsName() async throws {
        try await RedisServer.with { server in
            var options = try RedisServer.options(url: "unix://\(server.socket)?db=5")
            options.clientName = "tester"
            try await withClient(options) { client in
                let replies = try await client.pipeline([RedisCommand("CLIENT", "GETNAME"), RedisCommand("CLIENT", "INFO")])
                #expect(replies.first?.string == "tester")
                #expect(replies.last?.string?.contains(" db=5 ") == true)
            }
            options.location.database = 99
            try await withClient(options) { client in
                _ = await client.waitForLoss()
                let refused = await fault { try await client.send(RedisCommand("PING"), timeout: .milliseconds(20)) }
                #expect(refused?.code == .unreachable)
                #expect(refused?.message.contains("out of range") == true)
            }
        }
    }

    @Test func runsScriptsThatTheServerForgot() async throws {
        let script = RedisScript("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}")
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                for round in 1...3 {
                    let reply = try await client.run(script: script, keys: ["k"], arguments: [.bytes([0xFF])])
                    #expect(reply == .array([.bulk([0x6B]), .bulk([0xFF]), .integer(round)]))
                    #expect(script.digest?.count == 40)
                    try await client.send(RedisCommand("SCRIPT", "FLUSH"))
                }
                let failing = await fault {
                    try await client.run(script: RedisScript("return redis.call('LPUSH', KEYS[1], 1)"), keys: ["k"])
                }
                #expect(failing?.code == .server)
                #expect(failing?.mayHaveRun == true)
            }
        }
    }

    @Test func aBlockingCommandHoldsNobodyUp() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                try await client.withExclusiveConnection { connection in
                    async let popped = connection.send(RedisCommand("BLPOP", "list", 0), timeout: .seconds(30))
                    while try await client.send(RedisCommand("INFO", "clients")).string?.contains("blocked_clients:1") != true {}
                    try await client.send(RedisCommand("RPUSH", "list", "x"))
                    #expect(try await popped.strings == ["list", "x"])
                }
            }
        }
    }

    @Test func anExclusiveConnectionEndsWithItsClosure() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                let kept = try await client.withExclusiveConnection { $0 }
                let refusal1 = await fault { try await kept.send(RedisCommand("PING")) }
                #expect(refusal1?.code == .closed)
                while try await client.send(RedisCommand("CLIENT", "LIST")).string?.split(separator: "\n").count != 1 {}
            }
        }
    }

    @Test func anExclusiveConnectionDoesNotComeBack() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                try await client.withExclusiveConnection { connection in
                    let id = try await connection.send(RedisCommand("CLIENT", "ID"))
                    async let blocked = fault { try await connection.send(RedisCommand("BLPOP", "none", 0)) }
                    while try await client.send(RedisCommand("INFO", "clients")).string?.contains("blocked_clients:1") != true {}
                    try await client.send(RedisCommand("CLIENT", "KILL", "ID", .text(id.string ?? "")))
                    let first = await blocked
                    #expect(first?.code == .connectionLost)
                    #expect(first?.mayHaveRun == true)
                    let next = await fault { try await connection.send(RedisCommand("PING")) }
                    #expect(next?.code == .connectionLost)
                    #expect(next?.mayHaveRun == false)
                }
            }
        }
    }

    @Test func runsOnceAndRefusesAfterwards() async throws {
        try await RedisServer.with { server in
            let client = try await withClient(server.options) { client in
                try await client.send(RedisCommand("PING"))
                #expect(client.isConnected)
                let refusal2 = await fault { try await client.run() }
                #expect(refusal2?.code == .closed)
                return client
            }
            #expect(!client.isConnected)
            let refusal3 = await fault { try await client.send(RedisCommand("PING")) }
            #expect(refusal3?.code == .closed)
            var states: [RedisConnectionState] = []
            for await state in client.connectionStates() { states.append(state) }
            #expect(states == [.disconnected(.closed)])
        }
    }
}
