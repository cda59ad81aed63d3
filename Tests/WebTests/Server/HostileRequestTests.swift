import HTTPTypes
import Hostile
import Rollouts
import Testing
import Wire

@testable import Web

/// Whatever is sent, the server answers or hangs up, does nothing that was not ordered, and serves the next.
@Suite("Hostile requests", .timeLimit(.minutes(10)))
struct HostileRequestTests {
    private static let path = "/api/rollouts/f/pause"

    private static var limits: ServerLimits {
        var limits = ServerLimits()
        limits.idle = .milliseconds(150)
        limits.body = .milliseconds(150)
        return limits
    }

    /// Every answer in what came back is one, and every body of a refusal is a fault in JSON.
    private func check(_ answer: String, _ name: String) {
        guard !answer.isEmpty else { return }
        #expect(answer.hasPrefix("HTTP/1.1 "), "\(name): \(answer.prefix(100))")
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1)
        guard answer.dropFirst(9).first == "4", parts.count == 2 else { return }
        let body = parts[1].split(separator: "\nHTTP/1.1 ", maxSplits: 1).first ?? ""
        let json = try? JSON.parse(String(body))
        #expect(
            json?["error"]?["message"]?.string?.isEmpty == false,
            "\(name.debugDescription): \(answer.prefix(600).debugDescription)"
        )
    }

    /// On a loaded machine even a good request may be slower than these limits allow: it is asked again then.
    private func isServing(_ port: Int) async throws -> Bool {
        for _ in 0..<50 {
            let request = "GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            let answer = try await ServerBench.talk(to: port, [request])
            if !answer.isEmpty, !answer.hasPrefix("HTTP/1.1 408 ") { return answer.hasPrefix("HTTP/1.1 200 ") }
        }
        return false
    }

    @Test("Requests that are known to confuse")
    func shapes() async throws {
        let bench = DoorBench()
        try await ServerBench.with(bench.door, limits: Self.limits) { port in
            for shape in HostileRequest.shapes(path: Self.path) {
                let answer = try await ServerBench.talk(to: port, [String(decoding: shape.bytes, as: UTF8.self)])
                check(answer, shape.name)
                // What a second reader might take for a second request is never answered as one.
                #expect(answer.components(of: "HTTP/1.1 2") <= 1, "\(shape.name): \(answer)")
            }
            #expect(try await isServing(port))
        }
        #expect(bench.desk.taken.isEmpty)
    }

    @Test("Wounded requests", arguments: 0..<4)
    func wounded(seed: UInt64) async throws {
        let bench = DoorBench()
        try await ServerBench.with(bench.door, limits: Self.limits) { port in
            var dice = Dice(seed: seed)
            let good = HostileRequest.good(to: Self.path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<60 {
                    let text = String(decoding: SpoiledBytes.of(good, &dice), as: UTF8.self)
                    group.addTask { check(try await ServerBench.talk(to: port, [text]), text) }
                }
                try await group.waitForAll()
            }
            #expect(try await isServing(port))
        }
        // None of them had a token that is one.
        #expect(bench.desk.taken.isEmpty)
    }

    @Test("Wounded orders by one who may order are taken whole or not at all", arguments: 0..<4)
    func woundedOrders(seed: UInt64) async throws {
        let bench = DoorBench()
        var dice = Dice(seed: 50 + seed)
        let good = Array(#"{"reason":"r","force":true}"#.utf8)
        var taken = 0
        for _ in 0..<200 {
            let body = String(decoding: SpoiledBytes.of(good, &dice), as: UTF8.self)
            let answer = try await bench.send(
                .post,
                "/api/rollouts/f/promote",
                as: .operator,
                headers: [.contentType: "application/json"],
                body: body
            )
            #expect([200, 400, 413, 422].contains(answer.status), "\(answer.status): \(body)")
            if answer.status == 200 { taken += 1 }
        }
        #expect(bench.desk.taken.count == taken)
    }

    @Test("Hard bodies are refused in words")
    func documents() async throws {
        let bench = DoorBench()
        var refused = 0
        for document in HostileJSON.documents(around: "reason") {
            let answer = try await bench.send(
                .post,
                Self.path,
                as: .operator,
                headers: [.contentType: "application/json"],
                body: String(decoding: document.bytes, as: UTF8.self)
            )
            #expect([200, 400, 413, 422].contains(answer.status), "\(document.name): \(answer.status)")
            if answer.status != 200 { refused += 1 }
            #expect(answer.text.utf8.count < 4000, "\(document.name)")
        }
        #expect(refused > 15)
        #expect(bench.desk.taken.allSatisfy { $0.ticket.reason.utf8.count <= 4 * RolloutRoutes.longestReason })
    }

    @Test("A body in chunks that never ends is given up at its bound")
    func endless() async throws {
        let bench = DoorBench()
        let head =
            "POST \(Self.path) HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer operator-secret\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
        let chunk = "10000\r\n" + String(repeating: " ", count: 0x10000) + "\r\n"
        let answer = try await ServerBench.with(bench.door, limits: Self.limits) { port in
            try await ServerBench.talk(to: port, [head] + Array(repeating: chunk, count: 40))
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 ") || answer.isEmpty, "\(answer.prefix(100))")
        #expect(bench.desk.taken.isEmpty)
    }

    @Test("Wrong tokens by the thousand are slowed, and a right one is not")
    func wrongTokens() async throws {
        let bench = DoorBench()
        var statuses: [Int: Int] = [:]
        for number in 0..<5000 {
            let answer = try await bench.send(.post, Self.path, token: "wrong-\(number)", body: "{}")
            statuses[answer.status, default: 0] += 1
        }
        #expect(Set(statuses.keys) == [401, 429])
        #expect((statuses[401] ?? 0) < 200)
        #expect(try await bench.order("kill").status == 200)
    }

    @Test("Who comes into a crowd has less time to stay silent, and others still get in")
    func crowd() async throws {
        var limits = Self.limits
        limits.idle = .seconds(60)
        limits.crowdedIdle = .milliseconds(500)
        limits.connections = 8
        try await ServerBench.with(DoorBench().door, limits: limits) { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<12 { group.addTask { _ = try await ServerBench.talk(to: port, []) } }
                for _ in 0..<3 {
                    let isServing = try await isServing(port)
                    #expect(isServing)
                }
                group.cancelAll()
            }
        }
    }
}
