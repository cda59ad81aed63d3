import Fixture
import Redis
import Rollouts
import Store
import Testing
import Wire

@Suite("Commits")
struct CommitTests {
    @Test("A commit writes rollout, flag, sets, log and history, and publishes the whole flag, by one revision")
    func everything() async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            #expect(try await bench.send("EXISTS", .text(bench.names.flag("f"))) == .integer(0))

            let start = try draft.order(.start)
            var revision = ""
            let messages = try await bench.published {
                guard case .done(let id, _) = try await bench.store.commit(start, by: .order, now: StoreBench.now) else {
                    return
                }
                revision = id
            }
            draft.wrote(start, revision: revision)
            let names = bench.names
            #expect(try await bench.store.rollout("f")?.state == draft.state)
            #expect(draft.state.version == 2)
            let flag = try await bench.send("HGETALL", .text(names.flag("f"))).map ?? [:]
            #expect(flag["enabled"] == "1" && flag["rolloutPercentage"] == "5" && flag["revision"] == revision)
            #expect(flag["rolloutEntry"] == "1.1" && flag["version"] == "1" && flag["updatedBy"] == "ann")
            for set in [names.flagsIndex, names.flagsEnabled, names.rolloutsIndex] {
                #expect(try await bench.send("SMEMBERS", .text(set)).strings == ["f"], "\(set)")
            }
            #expect(try await bench.store.newestRevision() == revision)
            #expect(try await bench.send("LINDEX", .text(names.history("f")), 0).string == revision)
            let entry = try #require(try await bench.store.history("f", limit: 1).first)
            #expect(entry.kind == "start" && entry.flag == "f" && entry.event == start.event.json)
            let message = try #require(messages.first)
            #expect(message["type"]?.string == "flag_updated" && message["revision"]?.string == revision)
            #expect(message["flag"]?["key"]?.string == "f" && message["flag"]?["revision"]?.string == revision)
            #expect(message["flag"]?["enabled"]?.bool == true && message["flag"]?["rolloutPercentage"]?.double == 5)
            #expect(message["flag"]?["rolloutSegments"] == JSON([]))
        }
    }

    @Test("A share of 12.5 % stays 12.5 in hash, log and message")
    func decimals() async throws {
        try await StoreBench.with { bench in
            let text = #"{"flagKey": "f", "stages": [{"percentage": 12.5, "duration": "1h"}, {"percentage": 100}]}"#
            var draft = try Draft(text)
            try await bench.write(draft.schedule(), to: &draft)
            let start = try draft.order(.start)
            let messages = try await bench.published { try await bench.write(start, to: &draft) }
            #expect(try await bench.field("rolloutPercentage", of: bench.names.flag("f")) == "12.5")
            #expect(try await bench.field("percentage", of: bench.names.rollout("f")) == "12.5")
            #expect(messages.first?["flag"]?["rolloutPercentage"]?.double == 12.5)
            #expect(try await bench.store.history("f", limit: 1).first?.event["to"]?["percentage"]?.double == 12.5)
            #expect(try await bench.store.standing("f")?.percentage == Percentage(percent: 12.5))
        }
    }

    @Test("An older version and a lost lease write nothing")
    func refusals() async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            let token = try await bench.lease()
            let start = try draft.order(.start)
            var older = start
            older.rollout.state.version = 0
            let before = try await bench.dump()
            #expect(try await bench.store.commit(older, by: .leader(token: token), now: StoreBench.now) == .conflict)
            #expect(try await bench.store.commit(older, by: .order, now: StoreBench.now) == .conflict)
            let stranger = Writer.leader(token: "0 there")
            #expect(try await bench.store.commit(start, by: stranger, now: StoreBench.now) == .leaseLost)
            #expect(try await bench.dump() == before)
        }
    }

    @Test("A key of another kind stops a commit and a kill before anything is written", arguments: 0..<7)
    func kinds(which: Int) async throws {
        try await StoreBench.with { bench in
            let names = bench.names
            let keys = [
                names.rollout("f"), names.flag("f"), names.flagsIndex, names.flagsEnabled, names.log,
                names.history("f"), names.rolloutsIndex,
            ]
            // Any other kind does; a list is one for all keys but the history.
            let wrong = keys[which]
            if wrong == names.history("f") {
                try await bench.send("SET", .text(wrong), "x")
            } else {
                try await bench.send("RPUSH", .text(wrong), "x")
            }
            if wrong != names.flag("f") { try await bench.send("HSET", .text(names.flag("f")), "enabled", "1") }
            let before = try await bench.dump()
            let draft = try Draft(PlanText.steps("f"))
            let start = try draft.order(.start)
            await expectFault(.wrongType, names: wrong) {
                try await bench.store.commit(start, by: .order, now: StoreBench.now)
            }
            if wrong != names.rolloutsIndex {
                await expectFault(.wrongType, names: wrong) {
                    try await bench.store.kill("f", actor: "ann", reason: "", now: StoreBench.now)
                }
            }
            #expect(try await bench.dump() == before)
        }
    }

    @Test(
        "Hostile texts come out as they went in, in valid JSON",
        arguments: ["say \"no\"\\", "line\r\nline\t", "nul\0nul", "\u{2028}🦊\u{7f}", String(repeating: "ab\n", count: 349_526)]
    )
    func hostile(text: String) async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            var start = try draft.order(.start, reason: text)
            start.flagDefaults = [("description", text), ("owner", text)]
            let messages = try await bench.published { try await bench.write(start, to: &draft) }
            // Compared here, since a failed expectation would print a mebibyte.
            let isSame = try await bench.store.rollout("f")?.state.reason == text
            #expect(isSame)
            let isLogged = try await bench.store.history("f", limit: 1).first?.event["reason"]?.string == text
            #expect(isLogged)
            let isPublished = messages.first?["flag"]?["description"]?.string == text
            #expect(isPublished)
        }
    }

    @Test(
        "A hand-written flag is published as valid JSON without what is none",
        arguments: [
            ("rolloutPercentage", "half"), ("rolloutPercentage", "05"), ("rolloutPercentage", "5."),
            ("createdAt", "1e5"), ("createdAt", "0x10"), ("variants", #"{"on": "#), ("variants", "{\"on\": \"a\nb\"}"),
            ("variants", #"{"on": NaN}"#), ("variants", #"{"on": 0x10}"#), ("variants", #"{"on": 01}"#),
            ("distribution", ""), ("targeting", "[1,]"), ("version", "many"), ("version", "007"),
        ]
    )
    func handWritten(field: String, garbage: String) async throws {
        try await StoreBench.with { bench in
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            let flag = bench.names.flag("f")
            try await bench.send("HSET", .text(flag), "enabled", "1", "owner", "growth", .text(field), .text(garbage))
            let kill = try await bench.published {
                _ = try await bench.store.kill("f", actor: "ann", reason: "why", now: StoreBench.now)
            }
            #expect(kill.first?["flag"]?["owner"]?.string == "growth")
            #expect(kill.first?["flag"]?["enabled"]?.bool == false)
        }
    }

    @Test("Bytes that are no UTF-8 are left out, all others of the flag are published")
    func foreignBytes() async throws {
        try await StoreBench.with { bench in
            let flag = bench.names.flag("f")
            try await bench.send("HSET", .text(flag), "owner", .bytes([0x41, 0xFF]), "variants", .bytes([0x22, 0xC0, 0x22]))
            try await bench.send("HSET", .text(flag), "description", "日本語 ß 🦊", "type", .bytes([0xED, 0xA0, 0x80]))
            let messages = try await bench.published {
                _ = try await bench.store.kill("f", actor: "ann", reason: "why", now: StoreBench.now)
            }
            let shown = try #require(messages.first?["flag"])
            #expect(shown["description"]?.string == "日本語 ß 🦊")
            #expect(shown["owner"] == nil && shown["variants"] == nil && shown["type"] == nil)
        }
    }

    private func expectFault<Value>(
        _ code: StoreFault.Code,
        names key: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Value
    ) async {
        do {
            _ = try await body()
            Issue.record("a fault was expected", sourceLocation: sourceLocation)
        } catch {
            let fault = error as? StoreFault
            #expect(fault?.code == code, "\(error)", sourceLocation: sourceLocation)
            #expect(fault?.description.contains(key) == true, "\(error)", sourceLocation: sourceLocation)
        }
    }
}
