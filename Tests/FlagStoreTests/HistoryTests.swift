import Fixture
import FlagStore
import Flags
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

@Suite("History of flags")
struct HistoryTests {
    private func revert(_ bench: FlagBench, _ name: FlagName, to version: Int) async throws(FlagFault) -> FlagWritten {
        try await bench.keeper.revert(name, toVersion: version, actor: "bob", reason: "oops", now: FlagBench.now)
    }

    @Test("Every change is there with what was before and after, newest first, rollouts' and orders' among them")
    func history() async throws {
        try await FlagBench.onBoth { bench in
            try await bench.apply(.put(["key": "f", "owner": "a"]))
            _ = try await bench.store.kill("f", actor: "bob", reason: "fire", now: FlagBench.now)
            try await bench.apply(.patch("f", ["owner": "b"]))
            try await bench.apply(.delete("f"))
            let history = try await bench.keeper.history(.flag("f"), limit: 10)
            #expect(history.map(\.kind) == ["flag_deleted", "flag_updated", "kill", "flag_updated"])
            #expect(history.map(\.version) == [4, 3, nil, 1])
            #expect(history.map { $0.before?["owner"]?.string } == ["b", "a", nil, nil])
            #expect(history.map { $0.after?["owner"]?.string } == [nil, "b", nil, "a"])
            #expect(history[1].before?["version"]?.integer == 2 && history[1].after?["version"]?.integer == 3)
            #expect(try await bench.keeper.history(.flag("f"), limit: 2).count == 2)
            #expect(try await bench.keeper.history(.flag("nobody"), limit: 2).isEmpty)
        }
    }

    @Test("A flag and a segment go back to what they were; so does one that was removed")
    func revert() async throws {
        try await FlagBench.onBoth { bench in
            let text =
                #"{"key": "f", "valueType": "float", "variants": {"b": 2.0, "a": 3}, "defaultVariant": "a", "rolloutPercentage": 30}"#
            let first = try #require(try await bench.apply(.put(try json(text))).first?.flag)
            try await bench.apply(.put(["key": "f", "owner": "x"]))
            let back = try await revert(bench, .flag("f"), to: 1)
            #expect(back.outcome == .changed && back.version == 3)
            let flag = try await bench.flag("f")
            #expect(flag.variants == first.variants && flag.rolloutPercentage == 30 && flag.owner == nil)
            #expect(flag.stamp.updatedBy == "bob" && flag.stamp.version == 3)
            #expect(try await bench.keeper.history(.flag("f"), limit: 1).first?.event["change"]?.string == "reverted")

            try await bench.apply(.delete("f"))
            #expect(try await revert(bench, .flag("f"), to: 2).version == 5)
            #expect(try await bench.flag("f").owner == "x")
            let unknown = await Self.fault { () async throws(FlagFault) in _ = try await self.revert(bench, .flag("f"), to: 4) }
            #expect(unknown == .versionUnknown(.flag("f"), asked: 4, known: [1, 2, 3, 5]))
            let nobody = await Self.fault { () async throws(FlagFault) in _ = try await self.revert(bench, .flag("g"), to: 1) }
            #expect(nobody == .missing(.flag("g")))

            try await bench.apply(.put(segment: try json(Segments.staff)))
            try await bench.apply(.patch(segment: "staff", ["priority": 5]))
            try await bench.apply(.delete(segment: "staff"))
            #expect(try await revert(bench, .segment("staff"), to: 2).segment?.priority == 5)
        }
    }

    @Test("A revert whose references are gone is refused")
    func brokenReference() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(segment: try json(Segments.staff)), .put(["key": "f", "segments": ["staff"]]))
        try await bench.apply(.patch("f", ["segments": []]))
        try await bench.apply(.delete(segment: "staff"))
        let fault = await Self.fault { () async throws(FlagFault) in _ = try await self.revert(bench, .flag("f"), to: 1) }
        #expect(fault?.code == .relations)
    }

    @Test("A revert takes nothing from a rollout, and turns no killed flag on")
    func driven() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(["key": "f", "owner": "a", "enabled": true, "rolloutPercentage": 1]))
        var draft = try Draft(PlanText.steps("f"))
        try await bench.write(draft.schedule(), to: &draft)
        try await bench.write(try draft.order(.start), to: &draft)
        try await bench.apply(.patch("f", ["owner": "b"]))
        #expect(try await revert(bench, .flag("f"), to: 1).flag?.owner == "a")
        #expect(try await bench.flag("f").rolloutPercentage == 5)
        _ = try await bench.store.kill("f", actor: "bob", reason: "", now: FlagBench.now)
        try await bench.apply(.patch("f", ["owner": "c"]))
        let back = try await revert(bench, .flag("f"), to: 1).flag
        #expect(back?.owner == "a" && back?.enabled == false && back?.rolloutPercentage == 5)
    }

    private static func fault(_ body: () async throws(FlagFault) -> Void) async -> FlagFault? {
        do throws(FlagFault) {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
