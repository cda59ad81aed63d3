import Curl
import Synchronization
import Testing

/// What an answer brings back, over real sockets.
@Suite struct AnswerTests {
    @Test func bringsStatusBodyAndHeaders() async throws {
        let server = try LoopbackServer { _, peer in
            peer.answer(headers: ["X-One: first", "x-one:  second \t", "Empty:"], body: Array("hello".utf8))
        }
        let client = try CurlClient()
        let response = try await client.perform(CurlRequest(url: server.url + "/a?b=c"))
        #expect(response.status == 200)
        #expect(response.body == Array("hello".utf8))
        #expect(response.header("X-ONE") == "second")
        #expect(response.headers.filter { $0.name == "x-one" }.map(\.value) == ["first", "second"])
        #expect(response.header("empty")?.isEmpty == true)
        #expect(response.header("absent") == nil)
        #expect(response.newConnection)
        #expect(response.duration > .zero)
        await client.shutdown()
    }

    @Test(arguments: [201, 204, 304, 400, 404, 429, 500, 503])
    func anyStatusIsAnAnswer(status: Int) async throws {
        let server = try LoopbackServer { _, peer in peer.answer(status, headers: ["Retry-After: 7"]) }
        let client = try CurlClient()
        let response = try await client.perform(CurlRequest(url: server.url))
        #expect(response.status == status)
        #expect(response.header("retry-after") == "7")
        await client.shutdown()
    }

    @Test(
        arguments: [("POST", nil), ("POST", 0), ("POST", 5), ("PUT", 70_000), ("POST", 2_000_000), ("DELETE", 3)]
            as [(String, Int?)]
    )
    func sendsTheBody(method: String, size: Int?) async throws {
        let server = try LoopbackServer { request, peer in
            let expect = request.headers["expect"] ?? "none"
            let type = request.headers["content-type"] ?? "none"
            return peer.answer(headers: ["Was: \(request.method) \(expect) \(type)"], body: request.body)
        }
        let client = try CurlClient()
        let body = size.map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0) } }
        let response = try await client.perform(
            CurlRequest(
                method: method,
                url: server.url,
                headers: [("Content-Type", "text/x")],
                body: body,
                maxResponseBytes: 1 << 22
            )
        )
        #expect(response.body == body ?? [])
        #expect(response.header("was") == "\(method) none text/x")
        await client.shutdown()
    }

    @Test func aBodyIsNoFormUnlessTheCallerSaysSo() async throws {
        let server = try LoopbackServer { request, peer in
            peer.answer(body: Array((request.headers["content-type"] ?? "none").utf8))
        }
        let client = try CurlClient()
        let response = try await client.perform(CurlRequest(method: "POST", url: server.url, body: [1]))
        #expect(response.body == Array("none".utf8))
        await client.shutdown()
    }

    @Test func sendsHeadersAndNothingOfThePreviousRequest() async throws {
        let server = try LoopbackServer { request, peer in
            let named = ["authorization", "x-empty", "user-agent", "accept-encoding"].map {
                request.headers[$0] ?? "none"
            }
            return peer.answer(body: Array(([request.method] + named).joined(separator: "|").utf8))
        }
        let client = try CurlClient(options: CurlOptions(userAgent: "tests"))
        let first = try await client.perform(
            CurlRequest(
                method: "POST",
                url: server.url,
                headers: [("Authorization", "Bearer x"), ("X-Empty", "")],
                body: [1]
            )
        )
        #expect(String(decoding: first.body, as: UTF8.self) == "POST|Bearer x||tests|gzip")
        let second = try await client.perform(CurlRequest(url: server.url))
        #expect(String(decoding: second.body, as: UTF8.self) == "GET|none|none|tests|gzip")
        await client.shutdown()
    }

    @Test func credentialsOfAURLStayWithIt() async throws {
        let server = try LoopbackServer { request, peer in
            peer.answer(body: Array((request.headers["authorization"] ?? "none").utf8))
        }
        let client = try CurlClient()
        var answers: [String] = []
        for user in ["user:word@", "", "user:word@"] {
            let request = CurlRequest(url: "http://\(user)127.0.0.1:\(server.port)/")
            answers.append(String(decoding: try await client.perform(request).body, as: UTF8.self))
        }
        #expect(answers == ["Basic dXNlcjp3b3Jk", "none", "Basic dXNlcjp3b3Jk"])
        await client.shutdown()
    }

    @Test func headHasNoBody() async throws {
        let server = try LoopbackServer { request, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\nWas: \(request.method)\r\n\r\n")
        }
        let client = try CurlClient()
        let response = try await client.perform(CurlRequest(method: "HEAD", url: server.url))
        #expect(response.body.isEmpty && response.header("was") == "HEAD")
        await client.shutdown()
    }

    @Test func gunzips() async throws {
        let packed: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0x48, 0xce,
            0xcf, 0x2d, 0x28, 0x4a, 0x2d, 0x2e, 0x4e, 0x4d, 0x51, 0x28, 0xcf, 0x2f, 0xca, 0x49, 0x01, 0x00, 0xa1, 0x2d,
            0x94, 0x53, 0x16, 0x00, 0x00, 0x00,
        ]
        let server = try LoopbackServer { _, peer in peer.answer(headers: ["Content-Encoding: gzip"], body: packed) }
        let client = try CurlClient()
        let response = try await client.perform(CurlRequest(url: server.url))
        #expect(String(decoding: response.body, as: UTF8.self) == "hello compressed world")
        await client.shutdown()
    }

    @Test func interimAnswersLeaveNoHeaders() async throws {
        let server = try LoopbackServer { _, peer in
            peer.send("HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\n")
            return peer.answer(headers: ["Late: yes"])
        }
        let client = try CurlClient()
        let response = try await client.perform(CurlRequest(url: server.url))
        #expect(response.status == 200)
        #expect(response.header("link") == nil && response.header("late") == "yes")
        await client.shutdown()
    }

    @Test func reusesTheConnection() async throws {
        let server = try LoopbackServer { _, peer in peer.answer() }
        let client = try CurlClient()
        var opened: [Bool] = []
        for _ in 0..<20 { opened.append(try await client.perform(CurlRequest(url: server.url)).newConnection) }
        #expect(opened == [true] + Array(repeating: false, count: 19))
        #expect(server.connections == 1 && server.requests == 20)
        await client.shutdown()
    }

    @Test func twoThousandAtOnceWithinTheConnectionLimit() async throws {
        let server = try LoopbackServer { request, peer in peer.answer(body: Array(request.target.utf8)) }
        let client = try CurlClient(options: CurlOptions(maxConnectionsPerHost: 32))
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    let request = CurlRequest(url: "\(server.url)/\(number)", timeout: .seconds(60))
                    return try await client.perform(request).body == Array("/\(number)".utf8)
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(right == 2000)
        #expect(server.requests == 2000)
        #expect(server.connections <= 32)
        await client.shutdown()
    }
}
