import FlagStore
import Flags
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

@Suite("Writing flags")
struct WritingTests {
    @Test("A new flag is in hash, sets, log, history and message, by one revision; numbers keep their form")
    func create() async throws {
        try await FlagBench.onBoth { bench in
            let body = try json(
                #"{"key": "f", "enabled": true, "valueType": "float", "rolloutPercentage": 12.5, "defaultVariant": "a", "variants": {"a": 2.0, "b": 1e2}, "distribution": {"a": 50, "b": 50}}"#
            )
            let written = try #require(try await bench.apply(.put(body)).first)
            #expect(written.outcome == .created && written.version == 1 && written.name == .flag("f"))
            #expect(written.flag?.stamp.revision == written.revision && written.flag?.stamp.updatedBy == "ann")
            let names = bench.names
            let hash = try await bench.send("HGETALL", .text(names.flag("f"))).map ?? [:]
            #expect(hash["variants"] == #"{"a":2.0,"b":1e2}"# && hash["rolloutPercentage"] == "12.5")
            #expect(hash["enabled"] == "1" && hash["version"] == "1" && hash["revision"] == written.revision)
            #expect(hash["createdAt"] == "1798275600000" && hash["updatedAt"] == "1798275600000")
            for set in [names.flagsIndex, names.flagsEnabled] {
                #expect(try await bench.send("SMEMBERS", .text(set)).strings == ["f"])
            }
            #expect(try await bench.store.newestRevision() == written.revision)
            #expect(try await bench.send("LRANGE", .text(names.history("f")), 0, -1).strings == [written.revision])
            #expect(try await bench.flag("f") == written.flag)
            let change = try #require(try await bench.keeper.history(.flag("f"), limit: 5).first)
            #expect(change.kind == "flag_updated" && change.actor == "ann" && change.reason == "because")
            #expect(change.version == 1 && change.before == nil && change.after?["variants"] == body["variants"])
        }
    }

    @Test("What is published is the whole flag or segment, and only the key of what is gone")
    func published() async throws {
        let model = ModelClient(clock: { FlagBench.now.milliseconds })
        let bench = FlagBench(model)
        try await bench.apply(.put(["key": "f"]), .put(segment: try json(Segments.staff)))
        try await bench.apply(.delete("f"), .delete(segment: "staff"))
        let messages = try model.withKeyspace { $0.takePublished() }.map { message in
            #expect(message.channel == bench.names.updates)
            return try JSON.parse(message.payload)
        }
        #expect(messages.map { $0["type"]?.string } == ["flag_updated", "segment_updated", "flag_deleted", "segment_deleted"])
        let ids = try await bench.store.log(after: "0-0").map(\.id)
        #expect(messages.map { $0["revision"]?.string } == ids)
        let flag = try #require(messages[0]["flag"].flatMap { StoredFlag(message: $0) })
        #expect(flag.faults.isEmpty && flag.flag.key == "f" && flag.flag.stamp.revision == ids[0])
        let segment = try #require(messages[1]["segment"].flatMap { StoredSegment(message: $0) })
        #expect(segment.faults.isEmpty && segment.segment.rules.count == 1 && segment.segment.stamp.revision == ids[1])
        #expect(messages[2]["key"]?.string == "f" && messages[3]["key"]?.string == "staff")
    }

    @Test("A merge patch changes what it names, removes what is null, and keeps the rest and its order")
    func patch() async throws {
        let bench = FlagBench.onModel()
        let text =
            #"{"key": "f", "valueType": "object", "variants": {"a": {"n": 2.0, "x": 1}, "b": {}}, "defaultVariant": "a", "owner": "growth"}"#
        try await bench.apply(.put(try json(text)))
        let patch = try json(#"{"owner": null, "enabled": true, "variants": {"a": {"x": null, "y": [1.50]}, "c": {"z": null}}}"#)
        let written = try #require(try await bench.apply(.patch("f", patch)).first)
        #expect(written.outcome == .changed && written.version == 2)
        let flag = try await bench.flag("f")
        #expect(flag.owner == nil && flag.enabled && flag.defaultVariant == "a")
        #expect(flag.json["variants"]?.text == #"{"a":{"n":2.0,"y":[1.50]},"b":{},"c":{}}"#)
        #expect(try await bench.field("owner", of: bench.names.flag("f")) == nil)
        #expect(flag.stamp.version == 2)
    }

    @Test("What is so already is not written again; a stamp in the body is nobody's")
    func unchanged() async throws {
        let bench = FlagBench.onModel()
        let first = try #require(try await bench.apply(.put(["key": "f", "owner": "growth"])).first)
        let before = try await bench.dump()
        let shown = try await bench.flag("f").json
        let edits: [FlagEdit] = [
            .put(shown), .patch("f", [:]), .put(["key": "f", "owner": "growth", "version": 77, "updatedBy": "eve"]),
        ]
        for edit in edits {
            let again = try #require(try await bench.apply(edit).first)
            #expect(again.outcome == .unchanged && again.version == 1 && again.revision == first.revision)
            #expect(again.flag == first.flag)
        }
        #expect(try await bench.dump() == before)
    }

    @Test("Only the member that changes needs be known: expected versions guard against lost updates")
    func expectations() async throws {
        try await FlagBench.onBoth { bench in
            #expect(await bench.fault(.put(["key": "f"], expecting: .present)) == .missing(.flag("f")))
            #expect(
                await bench.fault(.put(["key": "f"], expecting: .version(1))) == .versionMismatch(.flag("f"), current: nil)
            )
            #expect(await bench.fault(.patch("f", [:])) == .missing(.flag("f")))
            #expect(await bench.fault(.delete("f")) == .missing(.flag("f")))
            try await bench.apply(.put(["key": "f"], expecting: .absent))
            #expect(await bench.fault(.put(["key": "f"], expecting: .absent)) == .present(.flag("f"), version: 1))
            try await bench.apply(.patch("f", ["owner": "a"], expecting: .version(1)))
            let before = try await bench.dump()
            let mismatch = FlagFault.versionMismatch(.flag("f"), current: 2)
            #expect(await bench.fault(.patch("f", ["owner": "b"], expecting: .version(1))) == mismatch)
            #expect(await bench.fault(.delete("f", expecting: .version(3))) == mismatch)
            #expect(try await bench.dump() == before)
            try await bench.apply(.delete("f", expecting: .version(2)))
            #expect(try await bench.keeper.flag("f") == nil)
        }
    }

    @Test("A batch is taken whole or not at all")
    func batch() async throws {
        try await FlagBench.onBoth { bench in
            try await bench.apply(.put(["key": "a"]), .put(["key": "b", "enabled": true]))
            let before = try await bench.dump()
            let fault = await bench.fault(.patch("a", ["owner": "x"]), .delete("b"), .patch("c", [:]))
            #expect(fault == .missing(.flag("c")))
            #expect(try await bench.dump() == before)

            let text = #"{"key": "c", "segments": ["staff"], "prerequisites": [{"flag": "d", "variant": "on"}]}"#
            let written = try await bench.apply(
                .put(try json(text)),
                .put(["key": "d"]),
                .delete("b"),
                .put(segment: try json(Segments.staff)),
                .patch("a", ["owner": "x"])
            )
            #expect(written.map(\.outcome) == [.created, .created, .deleted, .created, .changed])
            #expect(written.map(\.revision) == (try await bench.store.log(after: "0-0").suffix(5).map(\.id)))
            let library = try await bench.keeper.library()
            #expect(library.flags.map(\.flag.key) == ["a", "c", "d"] && library.segments.map(\.segment.id) == ["staff"])
            #expect(library.revision == written.last?.revision)
            #expect(try await bench.send("SCARD", .text(bench.names.flagsEnabled)) == .integer(0))
        }
    }

    @Test("A body's faults are told all at once, by JSON Pointer; nothing is written")
    func invalid() async throws {
        let bench = FlagBench.onModel()
        let text =
            #"{"key": "f", "rolloutPercentage": 101, "variants": {"a.b[0]": 1}, "targeting": [{"attribute": "x", "operator": "nope"}], "colour": 1}"#
        guard case .invalid(let findings) = await bench.fault(.put(["key": "ok"]), .put(try json(text))) else {
            Issue.record("another fault")
            return
        }
        #expect(findings.allSatisfy { $0.edit == 1 && $0.name == .flag("f") })
        let pointers = Set(findings.map(\.pointer))
        #expect(pointers.isSuperset(of: ["/rolloutPercentage", "/targeting/0/operator", "/colour", "/variants/a.b[0]"]))
        #expect(try await bench.dump().isEmpty)

        for (edit, pointer) in [
            (FlagEdit.put(["key": "flags/../x"]), "/key"), (.put([:]), "/key"), (.put(["key": "index"]), "/key"),
            (.put(segment: ["id": "s"]), "/rules"),
        ] {
            guard case .invalid(let findings) = await bench.fault(edit) else {
                Issue.record("another fault for \(pointer)")
                continue
            }
            #expect(findings.map(\.pointer).contains(pointer))
        }
        guard case .invalid = await bench.fault(.put(["key": "f"]), .patch("f", [:])) else {
            Issue.record("one flag twice")
            return
        }
        try await bench.apply(.put(["key": "f"]))
        let faults = [
            await bench.fault(.patch("f", ["key": "g"])), await bench.fault(.patch("f", JSON([]))),
            await bench.fault(.patch("f", try json(#"{"owner": "a", "owner": "b"}"#))),
        ]
        #expect(faults.allSatisfy { $0?.code == .invalid })
        #expect(await bench.fault(.delete("log")) == .missing(.flag("log")))
    }

    @Test("A flag that was removed goes on counting, so that no version means two things")
    func versionsGoOn() async throws {
        try await FlagBench.onBoth { bench in
            try await bench.apply(.put(["key": "f"]))
            let gone = try #require(try await bench.apply(.delete("f")).first)
            #expect(gone.version == 2 && gone.flag == nil)
            let new = try #require(try await bench.apply(.put(["key": "f"])).first)
            #expect(new.outcome == .created && new.version == 3)
        }
    }

    @Test("A name that holds another kind of value is left alone, and said")
    func wrongType() async throws {
        try await FlagBench.onBoth { bench in
            try await bench.send("SET", .text(bench.names.flagsEnabled), "x")
            let before = try await bench.dump()
            let fault = await bench.fault(.put(["key": "f", "enabled": true]))
            #expect(fault?.code == .store && fault?.description.contains("flags:enabled") == true)
            #expect(try await bench.dump() == before)
        }
    }

    @Test("A flag that somebody wrote by hand is not patched where it cannot be read, and can be put")
    func handWritten() async throws {
        let bench = FlagBench.onModel()
        let hash = bench.names.flag("f")
        try await bench.send("HSET", .text(hash), "enabled", "1", "variants", "{", "version", "many")
        try await bench.send("SADD", .text(bench.names.flagsIndex), "f", "log")
        #expect(await bench.fault(.patch("f", ["owner": "a"]))?.code == .invalid)
        let written = try #require(try await bench.apply(.put(["key": "f", "enabled": true])).first)
        #expect(written.outcome == .changed && written.version == 1)
        #expect(try await bench.keeper.flag("f")?.faults == [])
        #expect(try await bench.keeper.library().unreadable.keys.map(\.key) == ["log"])
    }
}

/// Segments of the tests.
enum Segments {
    static let staff = #"{"id": "staff", "rules": [{"attribute": "email", "operator": "endsWith", "value": "@us.example"}]}"#
}
