import Curl
import Testing

/// Giving up and shutting down, with transfers in every phase.
@Suite struct CancellationTests {
    private func silentServer() throws -> LoopbackServer {
        try LoopbackServer { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123")
            peer.waitForClose()
            return false
        }
    }

    private func code(of task: Task<CurlResponse, any Error>) async -> CurlFault.Code? {
        switch await task.result {
        case .success: nil
        case .failure(let error): (error as? CurlFault)?.code
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func closesTheConnection() async throws {
        let server = try silentServer()
        let client = try CurlClient()
        let task = Task { try await client.perform(CurlRequest(url: server.url, timeout: .seconds(3600))) }
        var events = server.events.makeAsyncIterator()
        #expect(await events.next() == .request("/"))
        task.cancel()
        #expect(await code(of: task) == .cancelled)
        #expect(await events.next() == .closed)
        await client.shutdown()
    }

    @Test func aCancelledTaskAsksNothing() async throws {
        let server = try silentServer()
        let client = try CurlClient()
        let task = Task {
            unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
            return try await client.perform(CurlRequest(url: server.url))
        }
        #expect(await code(of: task) == .cancelled)
        await client.shutdown()
        #expect(server.requests == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func alsoWhileWaitingForAConnection() async throws {
        let server = try silentServer()
        let client = try CurlClient(options: CurlOptions(maxConnectionsPerHost: 1))
        let tasks = (0..<20).map { _ in
            Task { try await client.perform(CurlRequest(url: server.url, timeout: .seconds(3600))) }
        }
        for await event in server.events where event == .request("/") { break }
        for task in tasks.reversed() { task.cancel() }
        for task in tasks { #expect(await code(of: task) == .cancelled) }
        await client.shutdown()
    }

    /// Whoever wins, each waiter gets exactly one end: a second one would trap, none would hang.
    @Test(.timeLimit(.minutes(10)))
    func racesWithTheAnswer() async throws {
        let server = try LoopbackServer { _, peer in peer.answer() }
        let client = try CurlClient(options: CurlOptions(maxConnectionsPerHost: 16))
        let tasks = (0..<500).map { _ in Task { try await client.perform(CurlRequest(url: server.url)) } }
        for task in tasks.reversed() { task.cancel() }
        var ends = 0
        for task in tasks {
            let code = await code(of: task)
            #expect(code == nil || code == .cancelled)
            ends += 1
        }
        #expect(ends == 500)
        #expect(try await client.perform(CurlRequest(url: server.url)).status == 200)
        await client.shutdown()
    }

    @Test(.timeLimit(.minutes(10)))
    func shutdownFailsWhatIsInFlight() async throws {
        let server = try silentServer()
        let client = try CurlClient(options: CurlOptions(maxConnectionsPerHost: 4))
        let tasks = (0..<50).map { _ in Task { try await client.perform(CurlRequest(url: server.url)) } }
        for await event in server.events where event == .request("/") { break }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { await client.shutdown() } }
        }
        for task in tasks { #expect(await code(of: task) == .closed) }
        await client.shutdown()
        let late = await #expect(throws: CurlFault.self) { try await client.perform(CurlRequest(url: server.url)) }
        #expect(late?.code == .closed)
    }

    /// The server sees its connection close: the thread came to its end and freed what it held.
    @Test(.timeLimit(.minutes(10)))
    func lettingGoOfTheClientEndsItsThread() async throws {
        let server = try LoopbackServer { _, peer in peer.answer() }
        var client: CurlClient? = try CurlClient()
        _ = try await client?.perform(CurlRequest(url: server.url))
        var events = server.events.makeAsyncIterator()
        #expect(await events.next() == .request("/"))
        client = nil
        #expect(await events.next() == .closed)
    }
}
