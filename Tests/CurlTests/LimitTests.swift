import Curl
import Testing

/// The limit of an answer holds while it comes in.
@Suite struct LimitTests {
    private func result(limit: Int, _ handler: @escaping LoopbackServer.Handler) async throws -> Result<Int, CurlFault> {
        let server = try LoopbackServer(handler)
        let client = try CurlClient()
        let result: Result<Int, CurlFault>
        do throws(CurlFault) {
            // Long enough for a sanitized client that is sent ten bytes at a time.
            let request = CurlRequest(url: server.url, timeout: .seconds(300), maxResponseBytes: limit)
            result = .success(try await client.perform(request).body.count)
        } catch { result = .failure(error) }
        await client.shutdown()
        return result
    }

    @Test(arguments: [(100, true), (101, false)])
    func announcedLength(size: Int, fits: Bool) async throws {
        let result = try await result(limit: 100) { _, peer in peer.answer(body: Array(repeating: 65, count: size)) }
        #expect((try? result.get()) == (fits ? size : nil))
        if case .failure(let fault) = result { #expect(fault.code == .tooLarge && !fault.isTransient) }
    }

    @Test func anAnnouncedLengthIsRefusedBeforeTheBody() async throws {
        let result = try await result(limit: 100) { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            peer.waitForClose()
            return false
        }
        #expect(throws: CurlFault.self) { try result.get() }
        if case .failure(let fault) = result { #expect(fault.code == .tooLarge) }
    }

    @Test func endlessChunks() async throws {
        let result = try await result(limit: 100_000) { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while peer.send("a\r\n0123456789\r\n") {}
            return false
        }
        #expect(throws: CurlFault.self) { try result.get() }
        if case .failure(let fault) = result { #expect(fault.code == .tooLarge) }
    }

    @Test(arguments: [(1000, true), (999, false)])
    func countsDecompressedBytes(limit: Int, fits: Bool) async throws {
        // A thousand times the letter a.
        let packed: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0x4c, 0x1c, 0x05, 0xa3, 0x60, 0x14, 0x0c,
            0x77, 0x00, 0x00, 0x03, 0xda, 0x38, 0x9a, 0xe8, 0x03, 0x00, 0x00,
        ]
        let result = try await result(limit: limit) { _, peer in
            peer.answer(headers: ["Content-Encoding: gzip"], body: packed)
        }
        #expect((try? result.get()) == (fits ? 1000 : nil))
        if case .failure(let fault) = result { #expect(fault.code == .tooLarge) }
    }

    @Test func noBodyAllowed() async throws {
        let empty = try await result(limit: 0) { _, peer in peer.answer() }
        #expect((try? empty.get()) == 0)
        let one = try await result(limit: 0) { _, peer in peer.answer(body: [1]) }
        if case .failure(let fault) = one {
            #expect(fault.code == .tooLarge)
        } else {
            Issue.record("a byte came through")
        }
    }

    @Test(arguments: [
        "X: y\r\n", "X: \(String(repeating: "y", count: 5000))\r\n", "\r\nHTTP/1.1 100 Continue\r\nX: y\r\n",
    ])
    func endlessHeader(line: String) async throws {
        let result = try await result(limit: 100) { _, peer in
            peer.send("HTTP/1.1 100 Continue\r\n")
            while peer.send(line) {}
            return false
        }
        if case .failure(let fault) = result { #expect(fault.code == .tooLarge) } else { Issue.record("an answer") }
    }
}
