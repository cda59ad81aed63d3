import Glibc
import Testing

@testable import Redis

@Suite struct RedisOutageTests {
    @Test func aKilledServerFailsWhatIsPendingAndIsFoundAgain() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                try await client.send(RedisCommand("PING"))
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<20 {
                        group.addTask { try await Self.countUntilTheServerForgets(client) }
                    }
                    while try await client.send(RedisCommand("GET", "n")).integer ?? 0 < 500 {}
                    // Stopped, it answers no more, and the tasks' commands are in flight when it is killed.
                    server.signal(SIGSTOP)
                    let late = await fault { try await client.send(RedisCommand("PING"), timeout: .milliseconds(50)) }
                    #expect(late?.mayHaveRun == true)
                    server.kill()
                    try await server.start()
                    var lost = 0
                    for try await hasLost in group where hasLost { lost += 1 }
                    #expect(lost > 0)
                }
                try await client.send(RedisCommand("INCR", "fresh"))
                #expect(try await client.send(RedisCommand("INCR", "fresh")) == .integer(2))
            }
        }
    }

    /// Counts until a command is lost in flight (`true`) or a new, empty server counts from the beginning.
    private static func countUntilTheServerForgets(_ client: RedisClient) async throws(RedisFault) -> Bool {
        var last = 0
        while true {
            do throws(RedisFault) {
                let count = try await client.send(RedisCommand("INCR", "n")).integer ?? 0
                if count <= last { return false }
                last = count
            } catch {
                #expect(error.code == .connectionLost)
                #expect(error.mayHaveRun)
                return true
            }
        }
    }

    @Test func withoutAServerACommandFailsAtItsDeadline() async throws {
        let directory = try TemporaryDirectory()
        try await withClient(RedisServer.options(url: "unix://\(directory.path)/none")) { client in
            _ = await client.waitForLoss()
            let refusal = await fault { try await client.send(RedisCommand("PING"), timeout: .milliseconds(50)) }
            #expect(refusal?.code == .unreachable)
            #expect(refusal?.mayHaveRun == false)
            #expect(refusal?.message.contains("No such file") == true)
            #expect(!client.isConnected)
        }
    }

    @Test func aKilledConnectionIsMadeAnew() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                var states = client.connectionStates().makeAsyncIterator()
                for _ in 0..<3 {
                    guard case .connected(let info) = await states.next() else {
                        Issue.record("a connection was expected")
                        return
                    }
                    #expect(info.version?.isEmpty == false)
                    #expect(info.runID?.count == 40)
                    let id = try await client.send(RedisCommand("CLIENT", "ID"))
                    try await client.withExclusiveConnection {
                        _ = try await $0.send(RedisCommand("CLIENT", "KILL", "ID", .text(id.string ?? "")))
                    }
                    guard case .disconnected(let reason) = await states.next() else {
                        Issue.record("a loss was expected")
                        return
                    }
                    #expect(reason.code == .connectionLost)
                }
                #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
            }
        }
    }

    @Test func lateAnswersShiftNothing() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                try await client.withExclusiveConnection { admin in
                    let id = try await client.send(RedisCommand("CLIENT", "ID"))
                    for round in 0..<3 {
                        // A stopped server takes what is sent and answers when it goes on.
                        server.signal(SIGSTOP)
                        let late = await fault {
                            try await client.pipeline(
                                [RedisCommand("ECHO", "late"), RedisCommand("INCR", "late")],
                                timeout: .milliseconds(500)
                            )
                        }
                        #expect(late?.code == .timedOut)
                        #expect(late?.mayHaveRun == true)
                        server.signal(SIGCONT)
                        let next = try await client.send(RedisCommand("ECHO", "next"))
                        #expect(next.string == "next")
                        #expect(try await client.send(RedisCommand("GET", "late")).integer == round + 1)
                    }
                    // CLIENT PAUSE holds back the answers, and the connection is kept.
                    try await admin.send(RedisCommand("CLIENT", "PAUSE", 60_000, "WRITE"))
                    let paused = await fault { try await client.send(RedisCommand("INCR", "late"), timeout: .milliseconds(30)) }
                    #expect(paused?.code == .timedOut)
                    try await admin.send(RedisCommand("CLIENT", "UNPAUSE"))
                    #expect(try await client.send(RedisCommand("ECHO", "after")).string == "after")
                    #expect(try await client.send(RedisCommand("CLIENT", "ID")) == id)
                }
            }
        }
    }

    @Test func aCancelledTaskStopsWaitingAtOnce() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                try await client.send(RedisCommand("PING"))
                server.signal(SIGSTOP)
                let pending = Task { try await client.send(RedisCommand("ECHO", "pending")) }
                let never = Task {
                    unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                    _ = try await client.send(RedisCommand("ECHO", "never"))
                }
                let early = await fault { try await never.value }
                #expect(early?.code == .cancelled)
                pending.cancel()
                let late = await fault { try await pending.value }
                #expect(late?.code == .cancelled)
                server.signal(SIGCONT)
                #expect(try await client.send(RedisCommand("ECHO", "next")).string == "next")
            }
        }
    }

    @Test func refusesMoreThanItsBound() async throws {
        try await RedisServer.with { server in
            var options = try server.options
            options.maxPending = 10
            try await withClient(options) { client in
                let many = Array(repeating: RedisCommand("PING"), count: 11)
                let refusal = await fault { try await client.pipeline(many) }
                #expect(refusal?.code == .overloaded)
                #expect(refusal?.mayHaveRun == false)
                let replies = try await client.pipeline(Array(many.dropLast()))
                #expect(replies.count == 10)
            }
        }
    }
}
