import Glibc
import Testing

@Suite struct LeaseTests {
    /// The leader is killed: the other takes over when the lease has run out, and the rollout is as one alone would have made it.
    @Test func theOtherTakesOverFromAKilledLeader() async throws {
        try await World.with { world in
            let (leader, other) = try await Self.pair(world)
            try world.plan(PlanText.steps("cart", minutes: 120), as: "cart.json")
            try await world.flag("cart", has: "5")
            leader.program.signal(SIGKILL)
            try await eventually("the other leads") { other.leads }
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way == PlanText.wholeWay)
            // More where a loaded machine let the second's lease run out as well.
            #expect(try Self.epoch(world) >= 2)
        }
    }

    /// A leader that is asked to stop gives its lease up: the other need not wait for it to run out.
    @Test func theOtherTakesOverAtOnceFromALeaderThatStops() async throws {
        try await World.with { world in
            let (leader, other) = try await Self.pair(world, lease: "600s")
            try world.plan(PlanText.steps("cart", minutes: 120), as: "cart.json")
            try await world.flag("cart", has: "5")
            leader.program.signal(SIGTERM)
            try await eventually("the other leads") { other.leads }
            #expect(try await leader.program.ending() == .exit(0))
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way == PlanText.wholeWay)
        }
    }

    /// A leader that is stopped for longer than its lease, and then goes on, commits nothing more.
    @Test func aLeaderThatWakesTooLateCommitsNothing() async throws {
        try await World.with { world in
            let (leader, other) = try await Self.pair(world)
            try world.plan(PlanText.steps("cart", minutes: 120), as: "cart.json")
            try await world.flag("cart", has: "5")
            // What Redis has taken it has not told yet; stopped before that, it would tell it after it wakes.
            try await eventually("the leader tells its start") { leader.program.errors.contains("start flag=cart") }
            leader.program.signal(SIGSTOP)
            try await eventually("the other leads") { other.leads }
            // Only now has all been read that it wrote before it was stopped.
            let before = leader.program.errors
            leader.program.signal(SIGCONT)
            try await eventually("the old leader knows it") {
                leader.program.errors.dropFirst(before.count).contains("leads no longer")
            }
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way == PlanText.wholeWay)
            let after = leader.program.errors.dropFirst(before.count)
            // On a loaded machine the other may lose its lease of a second too, and this one lead again, lawfully: with an epoch of
            // its own. What it must not do is to go on in the epoch in which it slept.
            let sinceThen = after.firstRange(of: /INFO +leads/).map { after[..<$0.lowerBound] } ?? after
            #expect(!sinceThen.contains(/INFO +(start|advance|complete|hold|recover) flag=/))
            #expect(try world.redis("GET", "rollouts:leader").text?.hasPrefix("1 ") == false)
            #expect(try Self.epoch(world) >= 2)
        }
    }

    private static func epoch(_ world: World) throws -> Int {
        try world.redis("GET", "rollouts:epoch").text.flatMap { Int($0) } ?? 0
    }

    /// Two controllers on one Redis, the first of which leads.
    private static func pair(_ world: World, lease: String = "1s") async throws -> (leader: Controller, other: Controller) {
        let environment = ["RAMPART_LEASE_TTL": lease]
        let leader = try await world.controller(environment: environment)
        try await eventually("the first leads") { leader.leads }
        let other = try await world.controller(environment: environment)
        #expect(!other.leads)
        return (leader, other)
    }
}
