import Curl
import Synchronization
import Testing

/// A body that is read piece by piece as it comes in.
@Suite struct PieceTests {
    /// What a reader was given.
    private final class Heap: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
        func add(_ piece: [UInt8]) { bytes.withLock { $0 += piece } }
    }

    private let heap = Heap()

    private func ask(
        limit: Int = 10,
        idle: Duration? = nil,
        wantsMore: Bool = true,
        _ handler: @escaping LoopbackServer.Handler
    ) async throws -> Result<CurlResponse, CurlFault> {
        let server = try LoopbackServer(handler)
        let client = try CurlClient()
        let request = CurlRequest(url: server.url, timeout: .seconds(60), idleTimeout: idle, maxResponseBytes: limit)
        let result: Result<CurlResponse, CurlFault>
        do throws(CurlFault) {
            result = .success(
                try await client.perform(request) { [heap] piece in
                    heap.add(piece)
                    return wantsMore
                }
            )
        } catch { result = .failure(error) }
        await client.shutdown()
        return result
    }

    @Test(arguments: ["Content-Length: 26\r\n\r\nabcdefghijklmnopqrstuvwxyz", "\r\nabcdefghijklmnopqrstuvwxyz"])
    func theReaderHasTheBodyAndTheAnswerHasNone(rest: String) async throws {
        let response = try await ask(limit: 10) { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\(rest)")
            return false
        }.get()
        #expect(response.status == 200 && response.body.isEmpty && heap.text == "abcdefghijklmnopqrstuvwxyz")
    }

    /// The server sends the rest only to a client that is gone: the first piece came while the answer was under way.
    @Test func aReaderThatWantsNoMoreEndsIt() async throws {
        let result = try await ask(wantsMore: false) { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
            peer.waitForClose()
            return false
        }
        #expect(heap.text == "one")
        guard case .failure(let fault) = result else { return #expect(Bool(false), "it was read to an end that it has not") }
        #expect(fault.code == .overloaded && fault.isTransient)
    }

    @Test func silenceEndsIt() async throws {
        let result = try await ask(idle: .milliseconds(100)) { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
            peer.waitForClose()
            return false
        }
        guard case .failure(let fault) = result else { return #expect(Bool(false), "it was read to an end that it has not") }
        #expect(fault.code == .timedOut && fault.message.contains("sent nothing"))
    }

    @Test func anotherAnswerIsKept() async throws {
        let response = try await ask { _, peer in peer.answer(404, body: Array("not here".utf8)) }.get()
        #expect(response.status == 404 && response.body == Array("not here".utf8) && heap.text.isEmpty)
    }

    @Test func aRedirectsOwnBodyIsNotTheReaders() async throws {
        let response = try await ask { request, peer in
            request.target == "/next"
                ? peer.answer(body: Array("there".utf8))
                : peer.answer(302, headers: ["Location: /next"], body: Array("go on".utf8))
        }.get()
        #expect(response.status == 200 && heap.text == "there")
    }
}
