import FlagStore
import Flags
import Logging
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

@Suite("Following flags")
struct FollowingTests {
    private func kill(_ bench: FollowerBench, _ key: String) async throws {
        _ = try await bench.flags.store.kill(key, actor: "bob", reason: "fire", now: FlagBench.now)
    }

    private static func on(_ key: String) -> FlagEdit { .put(["key": JSON(key), "enabled": true, "rolloutPercentage": 100]) }

    @Test("Each snapshot is handed over, in place and in order")
    func handedOver() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"))
            bench.deliver()
            try await until("on") { try bench.snapshot.isOn("f", userId: "u") }
            try await kill(bench, "f")
            bench.deliver()
            try await until("killed") { try !bench.snapshot.isOn("f", userId: "u") }
            #expect(bench.snapshots.all.map { $0.isOn("f", userId: "u") } == [false, true, false])
            #expect(try bench.snapshots.all.last === bench.snapshot)
        }
    }

    @Test("A message is in the snapshot at once: a new flag, a kill, a removal, and segments")
    func messages() async throws {
        try await FollowerBench.with { bench in
            #expect(try bench.snapshot.count == 0)
            let text = #"{"key": "s", "enabled": true, "rolloutPercentage": 100, "segments": ["staff"]}"#
            try await bench.flags.apply(Self.on("f"), .put(segment: try json(Segments.staff)), .put(try json(text)))
            bench.deliver()
            try await until("both are on") { try bench.snapshot.isOn("f", userId: "u") && bench.snapshot.count == 2 }
            let context = try Context(json(#"{"targetingKey": "u", "email": "a@us.example"}"#))
            #expect(try bench.snapshot.evaluate("s", context).isOn)
            try await kill(bench, "f")
            bench.deliver()
            try await until("killed") { try !bench.snapshot.isOn("f", userId: "u") }
            try await bench.flags.apply(.delete("s"), .delete(segment: "staff"))
            bench.deliver()
            try await until("removed") { try bench.snapshot.allSegments.isEmpty && bench.snapshot.keys == ["f"] }
            #expect(try await bench.snapshot.revision == bench.flags.store.newestRevision())
            try await bench.reload()
            #expect(bench.follower.state.handWritten == 0)
        }
    }

    @Test("Messages that come late or again change nothing")
    func outOfOrder() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"))
            let first = bench.taken()
            try await bench.flags.apply(.patch("f", ["owner": "new"]))
            let second = bench.taken()
            try await bench.flags.apply(.put(["key": "g"]))
            try await bench.flags.apply(.delete("g"))
            let third = bench.taken()
            var news = bench.follower.changes().makeAsyncIterator()
            for message in second + first + second + third.reversed() { bench.send(message) }
            // What comes last shows that everything before it was looked at.
            try await bench.flags.apply(.put(["key": "last"]))
            bench.deliver()
            #expect(await news.next()?.key == "f")
            #expect(await news.next()?.key == "last")
            #expect(try bench.snapshot.flag("f")?.owner == "new" && bench.snapshot.flag("g") == nil)
        }
    }

    @Test("A missed message is found from the log on the next connection, even when none follows")
    func missed() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"), Self.on("g"))
            bench.deliver()
            try await until("both are on") { try bench.snapshot.count == 2 }
            bench.hangUp()
            try await kill(bench, "f")
            try await bench.flags.apply(.delete("g"))
            bench.taken()
            try await until("not fresh") { !bench.follower.state.isFresh }
            #expect(try bench.snapshot.isOn("f", userId: "u"))
            var news = bench.follower.changes().makeAsyncIterator()
            let loads = bench.follower.state.loads
            bench.subscribe()
            try await until("found") { try !bench.snapshot.isOn("f", userId: "u") && bench.snapshot.count == 1 }
            let told = [await news.next(), await news.next()]
            #expect(told.map { $0?.kind } == [.flagUpdated, .flagDeleted] && told.map { $0?.key } == ["f", "g"])
            let ids = try await bench.flags.store.log(after: "0-0").suffix(2).map(\.id)
            #expect(told.map { $0?.revision } == ids)
            #expect(bench.follower.state.loads == loads && bench.follower.state.handWritten == 0)
        }
    }

    @Test("A message that got lost on a connection that stayed is found at the reload, and is nobody's hand")
    func missedSilently() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"), .put(segment: try json(Segments.staff)))
            bench.taken()
            try await bench.flags.apply(Self.on("g"))
            bench.deliver()
            try await until("g is on") { try bench.snapshot.count == 1 }
            try await bench.reload()
            #expect(try bench.snapshot.isOn("f", userId: "u") && bench.snapshot.segment("staff") != nil)
            #expect(bench.follower.state.handWritten == 0)
        }
    }

    @Test("A bare HSET, SADD or DEL is found at the reload and told, once")
    func byHand() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"), Self.on("g"), .put(segment: try json(Segments.staff)))
            bench.deliver()
            try await until("both are on") { try bench.snapshot.count == 2 }
            let names = bench.flags.names
            var news = bench.follower.changes().makeAsyncIterator()
            try await bench.flags.send("HSET", .text(names.flag("f")), "enabled", "0")
            try await bench.flags.send("DEL", .text(names.flag("g")))
            try await bench.flags.send("HSET", .text(names.flag("h")), "enabled", "1", "rolloutPercentage", "100")
            try await bench.flags.send("SADD", .text(names.flagsIndex), "h")
            try await bench.flags.send("HSET", .text(names.segment("staff")), "priority", "7")
            try await bench.reload()
            #expect(try !bench.snapshot.isOn("f", userId: "u") && bench.snapshot.isOn("h", userId: "u"))
            #expect(try bench.snapshot.flag("g") == nil && bench.snapshot.segment("staff")?.priority == 7)
            let all: [FlagName] = [.flag("f"), .flag("g"), .flag("h"), .segment("staff")]
            try await until("told") { bench.follower.state.handWritten == 4 && bench.handWritten.all == all }
            var told: Set<String> = []
            for _ in all { told.insert(await news.next()?.key ?? "") }
            #expect(told == Set(all.map(\.key)))
            try await bench.reload()
            #expect(bench.handWritten.all == all)
        }
    }

    @Test("A log that begins anew is noticed: everything is read again, and what is older by number counts")
    func younger() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"), Self.on("g"))
            bench.deliver()
            try await until("both are on") { try bench.snapshot.count == 2 }
            var news = bench.follower.changes().makeAsyncIterator()
            bench.hangUp()
            try await bench.flags.send("FLUSHALL")
            let names = bench.flags.names
            try await bench.flags.send("HSET", .text(names.flag("f")), "enabled", "0", "revision", "5-0", "version", "1")
            try await bench.flags.send("SADD", .text(names.flagsIndex), "f")
            try await bench.flags.send("XADD", .text(names.log), "5-0", "kind", "flag_updated", "flag", "f", "event", "{}")
            bench.subscribe()
            try await until("read again") { try bench.snapshot.keys == ["f"] && !bench.snapshot.isOn("f", userId: "u") }
            #expect(await news.next()?.kind == .reset)
            #expect(try bench.snapshot.revision == "5-0" && bench.handWritten.all.isEmpty)
            bench.send(
                Array(
                    #"{"type":"flag_updated","revision":"6-0","flag":{"key":"f","enabled":true,"rolloutPercentage":100,"revision":"6-0"}}"#
                        .utf8
                )
            )
            try await until("taken") { try bench.snapshot.isOn("f", userId: "u") }
        }
    }

    @Test("A failover that lost what a message had told is noticed on the next connection")
    func lostWrite() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"))
            bench.deliver()
            try await until("on") { try bench.snapshot.count == 1 }
            bench.hangUp()
            bench.subscribe()
            try await until("fresh") { bench.follower.state.isFresh }
            let replica = bench.model.withKeyspace { $0 }
            try await bench.flags.apply(.patch("f", ["owner": "lost"]))
            bench.deliver()
            try await until("told") { try bench.snapshot.flag("f")?.owner == "lost" }
            bench.model.withKeyspace { $0 = replica }
            bench.hangUp()
            bench.subscribe()
            try await until("noticed") { try bench.snapshot.flag("f")?.owner == nil }
        }
    }

    @Test("While Redis is away the last snapshot serves; back again, it catches up by itself")
    func away() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"))
            bench.deliver()
            try await until("on") { try bench.snapshot.count == 1 }
            bench.hangUp()
            bench.line.cut(true)
            bench.subscribe()
            try await until("said") { bench.follower.state.fault != nil }
            #expect(!bench.follower.state.isFresh)
            #expect(try bench.snapshot.isOn("f", userId: "u"))
            // Messages count all the same.
            try await bench.flags.apply(Self.on("g"))
            bench.taken()
            try await kill(bench, "f")
            bench.deliver()
            try await until("killed") { try !bench.snapshot.isOn("f", userId: "u") }
            bench.line.cut(false)
            try await bench.clock.ring(.seconds(2))
            try await until("caught up") { bench.follower.state.isFresh }
            #expect(try bench.snapshot.isOn("g", userId: "u"))
            #expect(bench.follower.state.fault == nil)
        }
    }

    @Test("A message that cannot be read has the log read instead")
    func garbage() async throws {
        try await FollowerBench.with { bench in
            try await bench.flags.apply(Self.on("f"))
            for payload in ["{\"type\":\"flag_upd", "null", "{}", #"{"type":"flag_updated","revision":"x","flag":{"key":"f"}}"#] {
                bench.send(Array(payload.utf8))
            }
            bench.taken()
            try await until("found") { try bench.snapshot.isOn("f", userId: "u") }
        }
    }

    @Test("A follower runs once; at its end its listeners are told, and nobody waits for ever")
    func end() async throws {
        let flags = FlagBench.onModel()
        let follower = FlagFollower(
            commands: flags.commands,
            updates: { AsyncStream<RedisSubscriptionEvent> { _ in } },
            clock: HandClock().face,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        #expect(follower.snapshot == nil)
        let changes = follower.changes()
        let running = Task { try await follower.run() }
        #expect(await follower.loaded() != nil)
        #expect(!follower.state.isFresh)
        running.cancel()
        try await running.value
        for await _ in changes { Issue.record("news of nothing") }
        for await _ in follower.changes() { Issue.record("news after the end") }
        await #expect(throws: RedisFault.self) { try await follower.run() }
    }
}
