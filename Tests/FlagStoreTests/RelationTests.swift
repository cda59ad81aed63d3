import Fixture
import FlagStore
import Flags
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

@Suite("References between flags")
struct RelationTests {
    static func needs(_ key: String, _ other: String, variant: String = "on") -> JSON {
        ["key": JSON(key), "prerequisites": [["flag": JSON(other), "variant": JSON(variant)]]]
    }

    @Test("References that lead nowhere or in a circle are refused, by name and pointer")
    func refused() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(["key": "a"]))
        let before = try await bench.dump()
        for (edit, pointer) in [
            (FlagEdit.put(["key": "b", "segments": ["staff"]]), "/segments/0"),
            (.put(Self.needs("b", "nobody")), "/prerequisites/0/flag"),
            (.put(Self.needs("b", "a", variant: "blue")), "/prerequisites/0/variant"),
        ] {
            guard case .relations(let findings) = await bench.fault(.put(["key": "c"]), edit) else {
                Issue.record("another fault for \(pointer)")
                continue
            }
            #expect(findings.map(\.pointer) == [pointer] && findings.map(\.edit) == [1])
        }
        #expect(try await bench.dump() == before)
        guard case .relations = await bench.fault(.put(Self.needs("x", "y")), .put(Self.needs("y", "x"))) else {
            Issue.record("a circle was taken")
            return
        }
    }

    @Test("What is used is not removed; with its users it is")
    func used() async throws {
        try await FlagBench.onBoth { bench in
            try await bench.apply(
                .put(segment: try json(Segments.staff)),
                .put(["key": "a"]),
                .put(["key": "b", "segments": ["staff"]]),
                .put(Self.needs("c", "a"))
            )
            let before = try await bench.dump()
            #expect(await bench.fault(.delete(segment: "staff")) == .inUse(.segment("staff"), by: ["b"]))
            #expect(await bench.fault(.delete("a")) == .inUse(.flag("a"), by: ["c"]))
            // The variant that another asks for cannot go either.
            let renamed = try json(#"{"on": null, "off": null, "yes": true, "no": false}"#)
            let fault = await bench.fault(.patch("a", ["variants": renamed, "defaultVariant": "no"]))
            guard case .relations(let findings) = fault else {
                Issue.record("another fault: \(fault.debugDescription)")
                return
            }
            #expect(findings.first?.name == .flag("c") && findings.first?.edit == nil)
            #expect(try await bench.dump() == before)
            try await bench.apply(.delete("a"), .delete("c"), .delete(segment: "staff"), .patch("b", ["segments": []]))
            #expect(try await bench.keeper.library().flags.map(\.flag.key) == ["b"])
        }
    }

    @Test("A segment that a stage of a rollout is limited to is not removed")
    func rollouts() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(segment: try json(Segments.staff)))
        let text = #"{"flagKey": "f", "stages": [{"percentage": 5, "segments": ["staff"], "duration": "1h"}, {"percentage": 100}]}"#
        var draft = try Draft(text)
        try await bench.write(draft.schedule(), to: &draft)
        #expect(await bench.fault(.delete(segment: "staff")) == .inUse(.segment("staff"), by: ["rollout f"]))
        try await bench.write(try draft.order(.start), to: &draft)
        #expect(await bench.fault(.delete(segment: "staff")) == .inUse(.segment("staff"), by: ["f"]))
    }

    @Test("A change that asks for what another keeper removes meanwhile loses, and is told why")
    func raced() async throws {
        try await FlagBench.onBoth { bench in
            try await bench.apply(.put(segment: try json(Segments.staff)))
            // Between reading and writing another keeper removes the segment.
            let other = FlagBench(bench.commands)
            let late = FlagBench(
                Interloper(bench.commands, before: "EVAL") { _ = try await other.apply(.delete(segment: "staff")) }
            )
            guard case .relations = await late.fault(.put(["key": "f", "segments": ["staff"]])) else {
                Issue.record("it was taken, or refused for something else")
                return
            }
            #expect(try await bench.keeper.flags().isEmpty)

            // The other way round: the segment is removed while a flag begins to use it.
            try await bench.apply(.put(segment: try json(Segments.staff)))
            let remover = FlagBench(
                Interloper(bench.commands, before: "EVAL") { _ = try await other.apply(.put(["key": "f", "segments": ["staff"]])) }
            )
            #expect(await remover.fault(.delete(segment: "staff")) == .inUse(.segment("staff"), by: ["f"]))
        }
    }

    @Test("A circle that two keepers make at once is not made")
    func circle() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(["key": "a"]), .put(["key": "b"]))
        let late = FlagBench(
            Interloper(bench.commands, before: "EVAL") { _ = try await bench.apply(.put(Self.needs("b", "a"))) }
        )
        guard case .relations = await late.fault(.put(Self.needs("a", "b"))) else {
            Issue.record("a circle was made")
            return
        }
    }

    @Test("A rollout that takes up a segment while it is removed wins")
    func rolloutTakesUp() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(segment: try json(Segments.staff)))
        let text = #"{"flagKey": "f", "stages": [{"percentage": 5, "segments": ["staff"], "duration": "1h"}, {"percentage": 100}]}"#
        let late = FlagBench(
            Interloper(bench.commands, before: "EVAL") {
                var draft = try Draft(text)
                try await bench.write(draft.schedule(), to: &draft)
                try await bench.write(try draft.order(.start), to: &draft)
            }
        )
        #expect(await late.fault(.delete(segment: "staff")) == .inUse(.segment("staff"), by: ["f"]))
    }

    @Test("A busy log of rollouts holds no change of references up")
    func busyLog() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(["key": "a"]))
        var draft = try Draft(PlanText.steps("r"))
        try await bench.write(draft.schedule(), to: &draft)
        try await bench.write(try draft.order(.start), to: &draft)
        let turns = Turns(draft)
        // Before every writing, one more transition of some rollout.
        let keeper = FlagBench(Interloper(bench.commands, before: "EVAL", times: .max) { try await turns.next(bench) })
        try await keeper.apply(.put(Self.needs("b", "a")))
        #expect(await turns.count == 1)
    }
}

/// Pauses and resumes a rollout in turns.
private actor Turns {
    private var draft: Draft
    private(set) var count = 0

    init(_ draft: Draft) { self.draft = draft }

    func next(_ bench: FlagBench) async throws {
        count += 1
        var next = draft
        try await bench.write(try next.order(count.isMultiple(of: 2) ? .resume : .pause), to: &next)
        draft = next
    }
}
