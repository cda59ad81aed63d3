import Testing

@testable import Redis

@Suite struct HostileServerTests {
    private func options(_ server: HostileServer) throws -> RedisOptions { try RedisServer.options(url: server.url) }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n\r\n", "$10737418240\r\nabc", "*2147483647\r\n", "%1\r\n+a\r\n+b\r\n",
        "+" + String(repeating: "x", count: 100_000),
    ])
    func badBytesCostTheConnectionAndNothingElse(answer: String) async throws {
        try await HostileServer.with(answer: answer) { server in
            try await withClient(options(server)) { client in
                for _ in 0..<3 {
                    let refusal = await fault { try await client.send(RedisCommand("GET", "k")) }
                    #expect(refusal?.code == .protocolViolation)
                    #expect(refusal?.mayHaveRun == true)
                }
            }
        }
    }

    @Test func answersBeforeTheBadBytesCount() async throws {
        try await HostileServer.with(answer: "+1\r\n?") { server in
            try await withClient(options(server)) { client in
                async let second = fault { try await client.pipeline([RedisCommand("A"), RedisCommand("B")]) }
                #expect(await second?.code == .protocolViolation)
                let first = try await client.send(RedisCommand("A"))
                #expect(first == .status("1"))
            }
        }
    }

    @Test func moreAnswersThanCommandsEndTheConnection() async throws {
        try await HostileServer.with(answer: "+1\r\n+2\r\n") { server in
            try await withClient(options(server)) { client in
                var states = client.connectionStates().makeAsyncIterator()
                while client.isConnected == false { _ = await states.next() }
                let first = try await client.send(RedisCommand("A"))
                #expect(first == .status("1"))
                while let state = await states.next() {
                    guard case .disconnected(let reason) = state, reason.code != .unreachable else { continue }
                    #expect(reason.code == .protocolViolation)
                    break
                }
            }
        }
    }

    @Test func closingInsideAReplyIsALoss() async throws {
        try await HostileServer.with(answer: "$10\r\nabc", closes: true) { server in
            try await withClient(options(server)) { client in
                let refusal = await fault { try await client.send(RedisCommand("GET", "k")) }
                #expect(refusal?.code == .connectionLost)
                #expect(refusal?.mayHaveRun == true)
            }
        }
    }

    @Test(arguments: [
        ("-ERR max number of clients reached\r\n", RedisFault.Code.unreachable, "max number"),
        ("-LOADING Redis is loading\r\n", .unreachable, "LOADING"),
        ("-NOAUTH Authentication required.\r\n", .authentication, "NOAUTH"),
        ("nonsense\r\n", .protocolViolation, "Redis sent"),
    ])
    func badGreetings(greeting: String, code: RedisFault.Code, word: String) async throws {
        try await HostileServer.with(greeting: [greeting], answer: "") { server in
            try await withClient(options(server)) { client in
                let refusal = await fault { try await client.withExclusiveConnection { _ in } }
                #expect(refusal?.code == code)
                #expect(refusal?.message.contains(word) == true)
            }
        }
    }

    @Test func aSilentServerIsGivenUp() async throws {
        try await HostileServer.with(answer: "") { server in
            var options = try options(server)
            options.commandTimeout = .milliseconds(250)
            try await withClient(options) { client in
                await client.waitForConnection()
                let refusal = await fault { try await client.send(RedisCommand("GET", "k")) }
                #expect(refusal?.code == .timedOut)
                #expect(refusal?.mayHaveRun == true)
                // Its answer stays out for longer than the grace, and the connection is taken for dead.
                _ = await client.waitForLoss { $0.message.contains("long after its time") }
            }
        }
    }

    @Test func anIdleConnectionToADeadPeerIsFound() async throws {
        try await HostileServer.with(answer: "") { server in
            var options = try options(server)
            options.commandTimeout = .milliseconds(20)
            options.heartbeat = .milliseconds(20)
            try await withClient(options) { client in
                _ = await client.waitForLoss { $0.message.contains("long after its time") }
                var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                guard case .lost(let reason) = await events.next() else {
                    Issue.record("nothing confirms the subscription")
                    return
                }
                #expect(reason.message.contains("silent"))
            }
        }
    }

    @Test func aConnectionAttemptIsGivenUpWhenCancelled() async throws {
        try await HostileServer.with(greeting: [""], answer: "") { server in
            var patient = try options(server)
            patient.connectTimeout = .seconds(600)
            // Ending the client cancels the attempt, which would otherwise go on for ten minutes.
            try await withClient(patient) { client in
                let refusal = await fault { try await client.send(RedisCommand("PING"), timeout: .milliseconds(100)) }
                #expect(refusal?.code == .unreachable)
            }
        }
    }
}
