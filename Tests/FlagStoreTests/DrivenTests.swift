import Fixture
import FlagStore
import Flags
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

@Suite("Flags that a rollout drives")
struct DrivenTests {
    /// A rollout of `f` in its first stage, 5 %.
    private func started(_ bench: FlagBench) async throws -> Draft {
        var draft = try Draft(PlanText.steps("f"))
        try await bench.write(draft.schedule(), to: &draft)
        try await bench.write(try draft.order(.start), to: &draft)
        return draft
    }

    private func driven(_ member: String, _ order: Order, _ phase: Phase?) -> FlagFault {
        .driven(.flag("f"), member: member, order: order, phase: phase)
    }

    @Test("Percentage and enabled are the rollout's; the order is named; the rest can be changed")
    func underWay() async throws {
        try await FlagBench.onBoth { bench in
            _ = try await started(bench)
            let before = try await bench.dump()
            #expect(await bench.fault(.patch("f", ["enabled": false])) == driven("enabled", .kill, .progressing))
            for (percent, order) in [(0, Order.rollback), (1, .stepBack), (6, .advance), (100, .promote)] {
                let fault = await bench.fault(.patch("f", ["rolloutPercentage": JSON(percent)]))
                #expect(fault == driven("rolloutPercentage", order, .progressing))
            }
            #expect(await bench.fault(.delete("f")) == driven("", .rollback, .progressing))
            #expect(try await bench.dump() == before)

            // What is not said of it stays as it is, in a put as well.
            let written = try await bench.apply(.put(["key": "f", "owner": "growth"]))
            let flag = try #require(written.first?.flag)
            #expect(flag.enabled && flag.rolloutPercentage == 5 && flag.owner == "growth" && flag.rolloutEntry == "1.1")
            let same: JSON = ["key": "f", "enabled": true, "rolloutPercentage": 5, "description": "x", "rolloutEntry": "9.9"]
            #expect(try await bench.apply(.put(same)).first?.flag?.rolloutEntry == "1.1")
        }
    }

    @Test("A killed flag is turned on by restore only, with a rollout and without")
    func killed() async throws {
        try await FlagBench.onBoth { bench in
            _ = try await started(bench)
            _ = try await bench.store.kill("f", actor: "bob", reason: "fire", now: FlagBench.now)
            #expect(await bench.fault(.patch("f", ["enabled": true])) == driven("enabled", .restore, .killed))
            #expect(await bench.fault(.delete("f")) == driven("", .restore, .killed))

            try await bench.apply(.put(["key": "g", "enabled": true]))
            _ = try await bench.store.kill("g", actor: "bob", reason: "fire", now: FlagBench.now)
            let fault = await bench.fault(.put(["key": "g", "enabled": true]))
            #expect(fault == .driven(.flag("g"), member: "enabled", order: .restore, phase: nil))
            try await bench.apply(.patch("g", ["owner": "growth"]))
            #expect(try await bench.flag("g").enabled == false)
            guard case .done = try await bench.store.restore("g", actor: "bob", reason: "out", now: FlagBench.now) else {
                Issue.record("not restored")
                return
            }
            #expect(try await bench.flag("g").enabled)
        }
    }

    @Test("A rollout that has not begun, or is over, drives nothing; then a limit to segments can be lifted")
    func notDriven() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(segment: try json(Segments.staff)))
        let text = #"{"flagKey": "f", "stages": [{"percentage": 5, "segments": ["staff"], "duration": "1h"}, {"percentage": 100}]}"#
        var draft = try Draft(text)
        try await bench.write(draft.schedule(), to: &draft)
        try await bench.apply(.put(["key": "f", "enabled": true, "rolloutPercentage": 3]))
        try await bench.apply(.patch("f", ["enabled": false, "rolloutPercentage": 0]))
        try await bench.write(try draft.order(.start), to: &draft)
        #expect(
            try await bench.apply(.patch("f", ["rolloutSegments": [], "owner": "x"])).first?.flag?.rolloutSegments == ["staff"]
        )
        try await bench.write(try draft.order(.rollback), to: &draft)
        #expect(try await bench.flag("f").rolloutPercentage == 0)
        try await bench.apply(.patch("f", ["rolloutPercentage": 50]))
        #expect(try await bench.flag("f").rolloutSegments == ["staff"])
        #expect(try await bench.apply(.patch("f", ["rolloutSegments": []])).first?.flag?.rolloutSegments == [])
        try await bench.apply(.delete("f"))
    }

    @Test("A rollout that begins between reading and writing wins")
    func raced() async throws {
        try await FlagBench.onBoth { bench in
            try await bench.apply(.put(["key": "f"]))
            var draft = try Draft(PlanText.steps("f"))
            try await bench.write(draft.schedule(), to: &draft)
            let ready = draft
            let late = FlagBench(
                Interloper(bench.commands, before: "EVAL") {
                    var draft = ready
                    try await bench.write(try draft.order(.start), to: &draft)
                }
            )
            let fault = await late.fault(.patch("f", ["rolloutPercentage": 80]))
            #expect(fault == driven("rolloutPercentage", .advance, .progressing))
            #expect(try await bench.flag("f").rolloutPercentage == 5)
        }
    }

    @Test("A kill between reading and writing wins")
    func killRaced() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(["key": "f", "enabled": true]))
        let late = FlagBench(
            Interloper(bench.commands, before: "EVAL") {
                _ = try await bench.store.kill("f", actor: "bob", reason: "fire", now: FlagBench.now)
            }
        )
        let fault = await late.fault(.put(["key": "f", "enabled": true, "rolloutPercentage": 80]))
        #expect(fault == driven("enabled", .restore, nil))
        #expect(try await bench.flag("f").enabled == false)
    }
}
