import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Wire

@testable import Web

@Suite("Passes for streams")
struct PassTests {
    private static let bearer = Bearer(name: "web shop, ä.1", role: .browser)
    private static let now = 1_800_000_000

    @Test("A pass is its bearer's until it is over")
    func time() throws {
        let pass = try #require(LivePass(DoorBench.book([.browser, .admin])))
        let text = try #require(pass.text(for: Self.bearer, until: Self.now + LivePass.lifetime))
        #expect(pass.bearer(of: text, at: Self.now) == Self.bearer)
        #expect(pass.bearer(of: text, at: Self.now + LivePass.lifetime - 1) == Self.bearer)
        #expect(pass.bearer(of: text, at: Self.now + LivePass.lifetime) == nil)
        // One that is good for long was not made here.
        let long = try #require(pass.text(for: Self.bearer, until: Self.now + 100 * LivePass.lifetime))
        #expect(pass.bearer(of: long, at: Self.now) == nil)
        #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }, "it stands in a URL as it is")
    }

    @Test("Whatever is changed in it, it is good for nothing")
    func forged() throws {
        let pass = try #require(LivePass(DoorBench.book([.browser, .admin])))
        let text = try #require(pass.text(for: Self.bearer, until: Self.now + 60))
        let parts = text.split(separator: ".").map(String.init)
        var forged = ["", ".", "...", text + "0", text.uppercased(), String(text.dropLast()), "+" + text, text + ".0"]
        for (index, other) in [(0, String(Self.now + 61)), (1, "admin"), (2, "61"), (3, String(repeating: "0", count: 64))] {
            var changed = parts
            changed[index] = other
            forged.append(changed.joined(separator: "."))
        }
        for text in forged { #expect(pass.bearer(of: text, at: Self.now) == nil, "\(text)") }
        let other = try #require(LivePass(DoorBench.book([.browser])))
        #expect(other.bearer(of: text, at: Self.now) == nil, "other tokens sign otherwise")
        #expect(LivePass(TokenBook()) == nil)
    }

    @Test("It opens a stream, and nothing else")
    func use() async throws {
        try await LiveBench.with { bench in
            let pass = try #require(bench.door.gatekeeper.pass(for: Bearer(name: "admin", role: .admin)))
            for path in [LiveBench.live, LiveAddress.path] {
                try await bench.listen("\(path)?pass=\(pass)", as: nil) { client in try await client.hears("retry: 2000") }
            }
            try await bench.listen("\(LiveBench.live)?pass=\(pass)", as: nil, headers: LiveClient.upgrade) { client in
                try await client.hears("\"type\":\"hello\"")
            }
            for path in ["/api/rollouts?pass=\(pass)", "/api/rollouts/f?pass=\(pass)"] {
                #expect(try await bench.door.send(.get, path).code == "no_token")
            }
            let order = try await bench.door.send(.post, "/api/rollouts/f/kill?pass=\(pass)", body: #"{"reason":"r"}"#)
            #expect(order.status == 401)
            #expect(try await bench.door.send(.get, "/api/rollouts", token: pass).code == "wrong_token")
            #expect(try await bench.door.send(.get, "\(LiveBench.live)?pass=\(pass)0").code == "wrong_pass")
        }
    }

    @Test("A bearer whose role is too low or whose token is gone has no use of it; wrong ones are counted")
    func bearers() async throws {
        try await LiveBench.with { bench in
            let gatekeeper = bench.door.gatekeeper
            let strange = [Bearer(name: "viewer", role: .viewer), Bearer(name: "gone", role: .admin)]
            for bearer in strange {
                let pass = try #require(gatekeeper.pass(for: bearer))
                #expect(try await bench.door.send(.get, "\(LiveBench.live)?pass=\(pass)").code == "wrong_pass")
            }
            var codes: [String?] = []
            for _ in 0..<30 { codes.append(try await bench.door.send(.get, "\(LiveBench.live)?pass=x").code) }
            #expect(codes.last == "too_many_refusals")
            let pass = try #require(gatekeeper.pass(for: Bearer(name: "client", role: .client)))
            gatekeeper.replace(DoorBench.book([.client]))
            #expect(try await bench.door.send(.get, "\(LiveBench.live)?pass=\(pass)", from: "10.0.0.2").code == "wrong_pass")
        }
    }

    @Test("The address for the bulk answer is the public one, or the one that was asked")
    func address() async throws {
        let bench = DoorBench()
        func address(_ publicURL: String?, _ isEncrypted: Bool, _ host: String, since: String?) -> String? {
            let head = HTTPRequest(method: .post, scheme: "http", authority: host, path: "/ofrep/v1/evaluate/flags")
            let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
            let context = CallerContext(address: "10.0.0.1", port: 8080, logger: ServerBench.quiet)
            let call = Call(request, by: Bearer(name: "browser", role: .browser), parameters: [], from: context)
            return LiveAddress(gatekeeper: bench.gatekeeper, publicURL: publicURL, isEncrypted: isEncrypted).url(
                for: call,
                since: since
            )
        }
        let own = try #require(address(nil, false, "localhost:8080", since: "1-0"))
        #expect(own.hasPrefix("http://localhost:8080/ofrep/v1/events?pass=") && own.hasSuffix("&since=1-0"))
        #expect(address(nil, true, "h", since: nil)?.hasPrefix("https://h/ofrep/v1/events?pass=") == true)
        #expect(
            address("https://flags.example.com/", false, "h", since: nil)?.hasPrefix("https://flags.example.com/ofrep/") == true
        )
        #expect(address(nil, false, "", since: nil) == nil)
    }
}
