import Glibc
import Testing

/// Redis comes back with an older copy of its data, or with none.
@Suite struct ForgettingTests {
    /// What protects, and what follows of it.
    struct Protection: CustomTestStringConvertible {
        var testDescription: String
        var phase: String
        var percentage: String
        var enabled: String
    }

    static let rollback = Protection(testDescription: "a rollback", phase: "rolledBack", percentage: "0", enabled: "1")
    static let kill = Protection(testDescription: "a kill", phase: "killed", percentage: "5", enabled: "0")

    /// A rollback, or a kill, that the controller saw and that Redis forgot is written again, once, and Slack is told.
    @Test(arguments: [rollback, kill])
    func whatProtectsIsWrittenAgain(protection: Protection) async throws {
        try await World.with { world in
            // The copy on disk shows what the controller has seen.
            try world.folder.write(#"{ "state": { "directory": "state" } }"#, to: "rampart.json")
            try world.plan(PlanText.steps("cart", minutes: 6000), as: "cart.json")
            _ = try await world.controller(arguments: ["--config", "rampart.json"])
            try await world.flag("cart", has: "5")
            try await Self.copy("appendonlydir", to: "older", in: world)

            switch protection.phase {
            case "killed":
                let kill = try await world.finished("kill", "cart", "--reason", "harm", "--redis", world.redis.url)
                #expect(kill.end == .exit(0), "\(kill.errors)")
            default: world.analytics.answer("cart", .failing(from: 5))
            }
            try await world.phase("cart", is: protection.phase)
            let version = try #require(world.rollout("cart", "version").flatMap { Int($0) })
            try await eventually("the controller has seen it") {
                Self.text(world, "state/cart.json").contains(#""phase":"\#(protection.phase)""#)
            }

            await world.redis.kill()
            try await Self.remove("appendonlydir", in: world)
            try world.folder.move(world.folder("older"), world.folder("appendonlydir"))
            try await world.redis.restart()
            try await world.phase("cart", is: protection.phase)
            #expect(world.percentage("cart") == protection.percentage)
            #expect(try world.redis("HGET", "flags:cart", "enabled").text == protection.enabled)
            #expect(
                try world.redis("SISMEMBER", "flags:enabled", "cart").text == protection.enabled,
                "the set of enabled flags agrees"
            )
            let raised = try #require(world.rollout("cart", "version").flatMap { Int($0) })
            #expect(raised > version, "nobody who saw the version before takes it for an older one")
            try await Self.slackHears("Redis came back without", in: world)
            let wanted = try world.log().filter(\.isAlerted).map(\.id)
            try await eventually("Slack hears of all that is in the log") {
                Set(world.slack.messages.map(\.id)).isSuperset(of: wanted)
            }
            let way = ["schedule 0", "start 5", "recall \(protection.percentage)"]
            try await always("it is written again once", for: .milliseconds(600)) { try world.way("cart") == way }
        }
    }

    /// Redis comes back empty: a live controller writes the rollout back where it was, and it goes its whole way.
    @Test func anEmptyRedisIsGivenItsRolloutsBack() async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("cart", minutes: 600), as: "cart.json")
            let controller = try await world.controller()
            try await world.flag("cart", has: "25")
            await world.redis.kill()
            try await Self.remove("appendonlydir", in: world)
            try await world.redis.restart()
            try await world.phase("cart", is: "completed")
            try Self.expectRest(of: world.way("cart"), after: ["25", "50"])
            try await Self.slackHears("Redis came back without", in: world)
            #expect(controller.readiness?.status == 200)
        }
    }

    /// Redis comes back empty, and the controller is killed as well: the copy on disk has what it takes.
    @Test func aCopyOnDiskOutlivesBoth() async throws {
        try await World.with { world in
            try world.folder.write(#"{ "state": { "directory": "state" } }"#, to: "rampart.json")
            // Time enough to see a stage and to kill the controller in it, on a busy machine.
            try world.plan(PlanText.steps("cart", minutes: 240), as: "cart.json")
            let configuration = ["--config", "rampart.json"]
            let first = try await world.controller(arguments: configuration)
            try await world.flag("cart", has: "25")
            try await eventually("the copy is written") {
                ["25", "50"].contains { Self.text(world, "state/cart.json").contains(#""percentage":"\#($0)""#) }
            }
            first.program.signal(SIGKILL)
            _ = try await first.program.ending()
            let share = try #require(world.percentage("cart"))
            await world.redis.kill()
            try await Self.remove("appendonlydir", in: world)
            try await world.redis.restart()
            _ = try await world.controller(arguments: configuration)
            try await world.phase("cart", is: "completed")
            try Self.expectRest(of: world.way("cart"), after: [share])
            try await Self.slackHears("Redis came back without", in: world)
        }
    }

    /// The log begins with one of `shares`, written again, and holds what follows on it, each once.
    private static func expectRest(of way: [String], after shares: [String]) throws {
        let first = try #require(way.first)
        let share = try #require(shares.first { first == "recall \($0)" }, "\(way) begins with what was seen last")
        let entered = try #require(PlanText.wholeWay.firstIndex { $0.hasSuffix(" \(share)") })
        #expect(Array(way.dropFirst()) == Array(PlanText.wholeWay[(entered + 1)...]))
    }

    private static func slackHears(_ words: String, in world: World) async throws {
        try await eventually("Slack hears '\(words)'; it heard \(world.slack.messages.map(\.text))") {
            world.slack.messages.contains { $0.body.contains(words) }
        }
    }

    private static func text(_ world: World, _ name: String) -> String { Descriptor.text(ofFile: world.folder(name)) }

    private static func copy(_ name: String, to other: String, in world: World) async throws {
        try await run(["cp", "-r", name, other], in: world)
    }

    private static func remove(_ name: String, in world: World) async throws {
        try await run(["rm", "-r", name], in: world)
    }

    private static func run(_ words: [String], in world: World) async throws {
        let program = try ChildProcess(words[0], Array(words.dropFirst()), folder: world.folder.path, name: words[0])
        guard try await program.ending() == .exit(0) else { throw Failure("\(words): \(program.errors)") }
    }
}
