import Fixture
import FlagStore
import Flags
import Redis
import RedisModel
import Rollouts
import Store
import Testing
import Wire

@Suite("Keepers at once")
struct RaceTests {
    @Test("Two keepers that change one flag at once lose no change")
    func noLostUpdate() async throws {
        try await FlagBench.onBoth { bench in
            try await bench.apply(.put(["key": "f", "valueType": "integer", "variants": ["zero": 0], "defaultVariant": "zero"]))
            let writers = 4
            let rounds = 10
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        let keeper = FlagKeeper(store: bench.store, attempts: 1000)
                        for round in 0..<rounds {
                            let patch = JSON.object([("variants", .object([("w\(writer)r\(round)", JSON(round))]))])
                            _ = try await keeper.apply([.patch("f", patch)], actor: "w\(writer)", reason: "", now: FlagBench.now)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let flag = try await bench.flag("f")
            #expect(flag.variants.count == 1 + writers * rounds && flag.stamp.version == 1 + writers * rounds)
            #expect(try await bench.keeper.history(.flag("f"), limit: 200).count == 1 + writers * rounds)
        }
    }

    @Test("Of two that expect the same version one wins, and the other is told the present one")
    func expected() async throws {
        try await RedisServer.with { client in
            let bench = FlagBench(client)
            try await bench.apply(.put(["key": "f"]))
            let outcomes = await withTaskGroup(of: FlagFault?.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        do throws(FlagFault) {
                            let edit = FlagEdit.patch("f", ["owner": JSON("w\(writer)")], expecting: .version(1))
                            _ = try await FlagKeeper(store: bench.store).apply([edit], actor: "", reason: "", now: FlagBench.now)
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.compactMap { $0 } == Array(repeating: .versionMismatch(.flag("f"), current: 2), count: 7))
        }
    }

    @Test("A batch that always comes too late gives up and has written nothing")
    func contended() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(["key": "f"]), .put(["key": "g"]))
        let busy = Interloper(bench.commands, before: "EVAL", times: .max) {
            let version = try await bench.flag("g").stamp.version
            try await bench.apply(.patch("g", ["owner": JSON("v\(version)")]))
        }
        let store = RolloutStore(client: busy, prefix: "{t}:")
        await #expect(throws: FlagFault.contended) {
            try await FlagKeeper(store: store, attempts: 3).apply(
                [.patch("f", ["owner": "x"]), .patch("g", ["enabled": true])],
                actor: "ann",
                reason: "",
                now: FlagBench.now
            )
        }
        #expect(try await bench.flag("f").owner == nil)
        #expect(try await bench.flag("g").stamp.version == 4)
    }

    @Test("A batch is one script call")
    func oneCall() async throws {
        let bench = FlagBench.onModel()
        try await bench.apply(.put(["key": "z"]))
        let calls = Calls()
        let store = RolloutStore(
            client: Interloper(bench.commands, before: "EVAL", times: .max) { await calls.add() },
            prefix: "{t}:"
        )
        let edits = (0..<100).map { FlagEdit.put(["key": JSON("f\($0)"), "enabled": true]) }
        _ = try await FlagKeeper(store: store).apply(edits, actor: "ann", reason: "", now: FlagBench.now)
        #expect(await calls.count == 1)
        #expect(try await bench.keeper.flags().count == 101)
        let many = (0...FlagKeeper.mostEdits).map { FlagEdit.put(["key": JSON("f\($0)")]) }
        await #expect(throws: FlagFault.self) {
            try await FlagKeeper(store: store).apply(many, actor: "ann", reason: "", now: FlagBench.now)
        }
    }
}

private actor Calls {
    private(set) var count = 0

    func add() { count += 1 }
}
