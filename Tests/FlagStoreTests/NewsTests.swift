import FlagStore
import Flags
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

@Suite("News of flags")
struct NewsTests {
    @Test("News come in the order of the log, once the snapshot that has them is in place")
    func order() async throws {
        try await FollowerBench.with { bench in
            var news = bench.follower.changes().makeAsyncIterator()
            var told: [String] = []
            for round in 0..<50 {
                try await bench.flags.apply(.put(["key": JSON("f\(round % 7)"), "owner": JSON("\(round)")]))
                bench.deliver()
                let one = try #require(await news.next())
                #expect(try bench.snapshot.flag(one.key)?.owner == "\(round)")
                told.append(one.revision)
            }
            #expect(told == (try await bench.flags.store.log(after: "0-0").map(\.id)))
        }
    }

    @Test("A listener that does not keep up is cut off, and finds the rest in the log; the others go on")
    func slow() async throws {
        try await FollowerBench.with { bench in
            let slow = bench.follower.changes(buffering: 3)
            var quick = bench.follower.changes(buffering: 100).makeAsyncIterator()
            for number in 0..<10 { try await bench.flags.apply(.put(["key": JSON("f\(number)")])) }
            bench.deliver()
            for number in 0..<10 { #expect(await quick.next()?.key == "f\(number)") }
            var heard: [FlagNews] = []
            for await one in slow { heard.append(one) }
            #expect(heard.map(\.key) == ["f0", "f1", "f2"])
            let rest = try await bench.follower.news(since: try #require(heard.last).revision)
            guard case .news(let news) = rest else {
                Issue.record("too old")
                return
            }
            #expect(news.map(\.key) == (3..<10).map { "f\($0)" })
        }
    }

    @Test("What was missed is told by key, each once; rollouts' steps and kills among it, plans' faults not")
    func missed() async throws {
        try await FollowerBench.with { bench in
            let store = bench.flags.store
            try await bench.flags.apply(.put(["key": "f"]))
            let since = try await store.newestRevision()
            try await bench.flags.apply(.put(["key": "g"]), .put(segment: try json(Segments.staff)))
            _ = try await store.kill("f", actor: "bob", reason: "fire", now: FlagBench.now)
            guard case .acquired(let token) = try await store.acquireLease(holder: "here", ttl: .seconds(60)) else { return }
            let event: JSON = ["type": "plan", "state": "broken"]
            _ = try await store.notice(
                kind: "plan",
                flag: "p",
                event: event,
                file: "p.json",
                digest: "1",
                by: .leader(token: token)
            )
            try await bench.flags.apply(.delete("g"))
            let ids = try await store.log(after: since).map(\.id)
            // Nothing is told that the snapshot does not have.
            #expect(try await bench.follower.news(since: since) == .tooOld)
            bench.deliver()
            try await until("removed") { try bench.snapshot.revision == ids.last }
            let expected = [
                FlagNews(kind: .segmentUpdated, key: "staff", revision: ids[1]),
                FlagNews(kind: .flagUpdated, key: "f", revision: ids[2]),
                FlagNews(kind: .flagDeleted, key: "g", revision: ids[4]),
            ]
            #expect(try await bench.follower.news(since: since) == .news(expected))
            #expect(try await bench.follower.news(since: since, limit: 4) == .tooOld)
            #expect(try await bench.follower.news(since: ids[4]) == .news([]))
            for unknown in ["", "x", "1-1", "9999999999999999-0"] {
                #expect(try await bench.follower.news(since: unknown) == .tooOld, "\(unknown)")
            }
        }
    }
}
