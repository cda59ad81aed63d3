import Fixture
import Redis
import Store
import Testing

@Suite("Requests that are done once")
struct IdempotencyTests {
    private static func request(_ claimant: String, token: String = "ci", id: String = "k", digest: String = "ab")
        -> IdempotentRequest
    {
        IdempotentRequest(token: token, id: id, digest: digest, claimant: claimant)
    }

    @Test("The first try has it, others hear that it is under way, and then the answer")
    func answered() async throws {
        try await StoreBench.with { bench in
            let answer = #"{"status":200,"body":"a b\nc"}"#
            #expect(try await bench.store.claim(Self.request("1")) == .first)
            guard case .underWay(let left) = try await bench.store.claim(Self.request("2")) else {
                Issue.record("not under way")
                return
            }
            #expect(left > .zero && left <= RolloutStore.claimsLast)
            #expect(try await bench.store.keep("late", to: Self.request("2")) == false)
            #expect(try await bench.store.keep(answer, to: Self.request("1")))
            #expect(try await bench.store.claim(Self.request("3")) == .answered(answer))
            #expect(try await bench.store.keep("other", to: Self.request("1")) == false)
        }
    }

    @Test("A key that stands for another request is told, claimed or answered")
    func reused() async throws {
        try await StoreBench.with { bench in
            _ = try await bench.store.claim(Self.request("1"))
            #expect(try await bench.store.claim(Self.request("2", digest: "cd")) == .otherRequest)
            _ = try await bench.store.keep("a", to: Self.request("1"))
            #expect(try await bench.store.claim(Self.request("2", digest: "cd")) == .otherRequest)
        }
    }

    @Test("A try that gave up, or was silent for too long, gives way; it settles nothing afterwards")
    func takenOver() async throws {
        try await StoreBench.with { bench in
            _ = try await bench.store.claim(Self.request("1"))
            #expect(try await bench.store.abandon(Self.request("1")))
            #expect(try await bench.store.claim(Self.request("2")) == .again)
            #expect(try await bench.store.keep("stale", to: Self.request("1")) == false)
            #expect(try await bench.store.abandon(Self.request("1")) == false)
            guard case .underWay = try await bench.store.claim(Self.request("3")) else {
                Issue.record("the second try lost its claim")
                return
            }
            let slot = bench.names.idempotency("ci", "k")
            try await bench.send("SET", .text(slot), "claimed ab 2 1700000000000", "KEEPTTL")
            #expect(try await bench.store.claim(Self.request("3")) == .again)
        }
    }

    @Test("A slot goes after a day, which answering does not lengthen; garbage in it is nobody's")
    func lifetime() async throws {
        try await StoreBench.with { bench in
            let slot = bench.names.idempotency("ci", "k")
            _ = try await bench.store.claim(Self.request("1"))
            try await bench.send("PEXPIRE", .text(slot), 60_000)
            _ = try await bench.store.keep("a", to: Self.request("1"))
            let left = try #require(try await bench.send("PTTL", .text(slot)).integer)
            #expect((1...60_000).contains(left))

            try await bench.send("SET", .text(slot), "nonsense")
            #expect(try await bench.store.claim(Self.request("2")) == .again)
            let day = try #require(try await bench.send("PTTL", .text(slot)).integer)
            #expect((86_000_000...86_400_000).contains(day))
        }
    }

    @Test("Keys of different tokens do not meet, whatever the tokens are called")
    func tokens() async throws {
        try await StoreBench.with { bench in
            for (token, id) in [("a:b", "c"), ("a", "b:c"), ("a%3Ab", "c")] {
                let claim = try await bench.store.claim(Self.request("1", token: token, id: id))
                #expect(claim == .first, "\(token)")
            }
        }
    }
}
