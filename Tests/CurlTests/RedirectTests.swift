import Testing

@testable import Curl

@Suite struct RedirectTests {
    @Test(arguments: [
        (301, "GET", true), (301, "POST", false), (302, "POST", false), (302, "PUT", true), (303, "POST", false),
        (303, "PUT", false), (303, "HEAD", true), (307, "POST", true), (308, "DELETE", true),
    ])
    func keepsTheMethodWhereTheStatusSaysSo(status: Int, method: String, keeps: Bool) throws {
        let origin = try Origin(of: "http://a.example/x")
        let url = "http://A.example:80/y"
        let decision = Redirect.decide(status: status, method: method, location: url, from: origin, hops: 0)
        #expect(decision == .follow(url: url, keepsMethod: keeps))
    }

    @Test(arguments: [
        "http://b.example/", "https://a.example/", "http://a.example:81/", "http://a.example.b.example/",
        "http://a.example@b.example/", "http://b.example#@a.example/", "http://a.example\\@b.example/",
        "file:///etc/passwd",
        "gopher://a.example/", "//a.example/", "", "http://[fe80::1%25eth1]/",
    ])
    func refusesWhatLeavesTheOrigin(location: String) throws {
        let origin = try Origin(of: "http://a.example/x")
        #expect(Redirect.decide(status: 302, method: "GET", location: location, from: origin, hops: 0) == .refuse)
    }

    @Test func anotherZoneIsAnotherHost() throws {
        let origin = try Origin(of: "http://[fe80::1%25eth0]/")
        let other = "http://[fe80::1%25eth1]/"
        #expect(Redirect.decide(status: 302, method: "GET", location: other, from: origin, hops: 0) == .refuse)
    }

    @Test(arguments: [200, 300, 304, 305, 404])
    func otherStatusesAreAnswers(status: Int) throws {
        let origin = try Origin(of: "http://a.example/")
        let decision = Redirect.decide(
            status: status,
            method: "GET",
            location: "http://b.example/",
            from: origin,
            hops: 0
        )
        #expect(decision == .deliver)
    }

    @Test func followsFiveAndRefusesTheSixth() throws {
        let url = "http://a.example/"
        let origin = try Origin(of: url)
        let decide = { hops in Redirect.decide(status: 302, method: "GET", location: url, from: origin, hops: hops) }
        #expect(decide(4) == .follow(url: url, keepsMethod: true))
        #expect(decide(5) == .exhausted)
    }

    @Test func followsOnTheSameHostWithItsHeaders() async throws {
        let server = try LoopbackServer { request, peer in
            switch request.target {
            case "/a/start": return peer.answer(303, headers: ["Location: ../end?x=1"], body: Array("moved".utf8))
            default:
                let fields = ["authorization", "content-type", "content-length"].map { request.headers[$0] ?? "none" }
                return peer.answer(
                    body: Array(([request.method, request.target] + fields).joined(separator: "|").utf8)
                )
            }
        }
        let client = try CurlClient()
        let response = try await client.perform(
            CurlRequest(
                method: "POST",
                url: server.url + "/a/start",
                headers: [("Authorization", "secret"), ("Content-Type", "text/x")],
                body: [1, 2, 3]
            )
        )
        #expect(String(decoding: response.body, as: UTF8.self) == "GET|/end?x=1|secret|none|none")
        await client.shutdown()
    }

    @Test func repeatsTheBodyAfter307() async throws {
        let server = try LoopbackServer { request, peer in
            request.target == "/end"
                ? peer.answer(body: request.body) : peer.answer(307, headers: ["Location: /end"])
        }
        let client = try CurlClient()
        let response = try await client.perform(CurlRequest(method: "POST", url: server.url + "/start", body: [7, 8]))
        #expect(response.body == [7, 8])
        await client.shutdown()
    }

    @Test func neverAsksAnotherHost() async throws {
        let other = try LoopbackServer { _, peer in peer.answer() }
        let server = try LoopbackServer { [url = other.url] _, peer in peer.answer(302, headers: ["Location: \(url)/"])
        }
        let client = try CurlClient()
        let fault = await #expect(throws: CurlFault.self) {
            try await client.perform(
                CurlRequest(url: server.url + "/?key=hidden", headers: [("Authorization", "secret")])
            )
        }
        #expect(fault?.code == .redirectRefused)
        #expect(fault?.message.contains("127.0.0.1:\(server.port)") == true)
        #expect(fault?.message.contains("hidden") == false)
        #expect(other.connections == 0)
        await client.shutdown()
    }

    @Test func neverReadsAFile() async throws {
        let server = try LoopbackServer { _, peer in peer.answer(302, headers: ["Location: file:///etc/hostname"]) }
        let client = try CurlClient()
        let fault = await #expect(throws: CurlFault.self) { try await client.perform(CurlRequest(url: server.url)) }
        #expect(fault?.code == .redirectRefused)
        await client.shutdown()
    }

    @Test func leavesALoop() async throws {
        let server = try LoopbackServer { _, peer in peer.answer(302, headers: ["Location: /again"]) }
        let client = try CurlClient()
        let fault = await #expect(throws: CurlFault.self) { try await client.perform(CurlRequest(url: server.url)) }
        #expect(fault?.code == .tooManyRedirects)
        #expect(server.requests == 1 + Redirect.limit)
        await client.shutdown()
    }
}
