import Curl
import Testing

/// Every way in which there is no answer.
@Suite struct FaultTests {
    private func fault(_ request: CurlRequest) async throws -> CurlFault? {
        let client = try CurlClient()
        let fault = await #expect(throws: CurlFault.self) { try await client.perform(request) }
        await client.shutdown()
        return fault
    }

    @Test(arguments: [
        "", "example.com/x", "ftp://example.com/", "file:///etc/passwd", "http://", "http://a b/", "http://a/\u{0}",
        "http://a/\r\nX: y", "http://a:99999/", "javascript:1",
    ])
    func refusesTheURL(url: String) async throws {
        #expect(try await fault(CurlRequest(url: url))?.code == .invalidURL)
    }

    @Test(arguments: [
        ("X-A", "one\r\nX-B: two"), ("X-A", "\u{0}"), ("X-A", "a\nb"), ("X A", "b"), ("", "b"), ("X:", "b"),
        ("X\r\nY", "b"),
        ("Content-Length", "5"), ("transfer-encoding", "chunked"),
    ])
    func refusesTheHeader(name: String, value: String) async throws {
        #expect(
            try await fault(CurlRequest(url: "http://127.0.0.1:1/", headers: [(name, value)]))?.code == .invalidHeader
        )
    }

    @Test(arguments: ["", "GET /", "A\r\nB"])
    func refusesTheMethod(method: String) async throws {
        #expect(try await fault(CurlRequest(method: method, url: "http://127.0.0.1:1/"))?.code == .invalidHeader)
    }

    @Test func refusedConnection() async throws {
        let port = try LoopbackServer.freePort()
        let fault = try await fault(CurlRequest(url: "http://user:word@127.0.0.1:\(port)/path?key=hidden"))
        #expect(fault?.code == .connect)
        #expect(fault?.isTransient == true)
        #expect(fault?.message.contains("127.0.0.1:\(port) (Connection refused)") == true)
        #expect(["word", "path", "hidden"].allSatisfy { fault?.description.contains($0) == false })
    }

    @Test func unknownName() async throws {
        let fault = try await fault(CurlRequest(url: "http://nonexistent.invalid/"))
        // Without a resolver at all, the time-out comes first.
        #expect(fault?.code == .resolve || fault?.code == .timedOut)
        #expect(fault?.message.contains("nonexistent.invalid:80") == true)
    }

    @Test func slowDripEndsAtTheDeadline() async throws {
        let server = try LoopbackServer { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while peer.drip(pause: 2) {}
            return false
        }
        let clock = ContinuousClock()
        let started = clock.now
        let fault = try await fault(CurlRequest(url: server.url, timeout: .milliseconds(150)))
        let taken = clock.now - started
        #expect(fault?.code == .timedOut && fault?.isTransient == true)
        #expect(taken >= .milliseconds(150))
    }

    @Test func waitingForAConnectionCountsAsWell() async throws {
        let server = try LoopbackServer { _, peer in
            peer.waitForClose()
            return false
        }
        let client = try CurlClient(options: CurlOptions(maxConnectionsPerHost: 1))
        let holder = Task { try await client.perform(CurlRequest(url: server.url, timeout: .seconds(600))) }
        for await event in server.events where event == .request("/") { break }
        let codes = await withTaskGroup(of: CurlFault.Code?.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do throws(CurlFault) {
                        _ = try await client.perform(CurlRequest(url: server.url, timeout: .milliseconds(50)))
                        return nil
                    } catch { return error.code }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: .timedOut, count: 4))
        #expect(server.connections == 1)
        holder.cancel()
        _ = await holder.result
        await client.shutdown()
    }

    @Test func truncatedBody() async throws {
        let server = try LoopbackServer { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
            return false
        }
        let fault = try await fault(CurlRequest(url: server.url))
        #expect(fault?.code == .disconnected && fault?.isTransient == true)
    }

    @Test func nothingAtAll() async throws {
        let server = try LoopbackServer { _, _ in false }
        #expect(try await fault(CurlRequest(url: server.url))?.code == .disconnected)
    }

    @Test func garbage() async throws {
        let server = try LoopbackServer { _, peer in
            peer.send("SSH-2.0-OpenSSH_9.2\r\n")
            return false
        }
        #expect(try await fault(CurlRequest(url: server.url))?.code == .protocolError)
    }

    @Test func moreThanTheClientAccepts() async throws {
        let server = try LoopbackServer { _, peer in
            peer.waitForClose()
            return false
        }
        let client = try CurlClient(options: CurlOptions(maxInFlight: 1))
        let waiting = Task { try await client.perform(CurlRequest(url: server.url)) }
        for await event in server.events where event == .request("/") { break }
        let fault = await #expect(throws: CurlFault.self) { try await client.perform(CurlRequest(url: server.url)) }
        #expect(fault?.code == .overloaded)
        waiting.cancel()
        _ = await waiting.result
        await client.shutdown()
    }
}
