import Fixture
import Logging
import Rollouts
import Store
import Testing

@testable import Control

/// A controller in virtual time, with everything about it in the test's hands.
struct ControlBench: Sendable {
    let time: VirtualTimepiece
    let store: MemoryKeeper
    let directory: ScriptedDirectory
    let desk: ScriptedDesk
    let controller: Controller

    /// How far the time moves at once; leases last longer, so that they need no renewal within a step.
    static let step = Duration.seconds(300)
    static let healthy = ScriptedDesk.traffic(perHour: 1000, failing: 5)
    static let failing = ScriptedDesk.traffic(perHour: 1000, failing: 200)

    /// A controller that runs, and has looked around once, for the time of `body`.
    ///
    /// - Parameter prepare: what is there before the controller.
    static func with(
        _ plans: [String: String],
        rule: @escaping ScriptedDesk.Rule = healthy,
        copy: (any StateCopy)? = nil,
        prepare: (ControlBench) async throws -> Void = { _ in },
        _ body: (ControlBench) async throws -> Void
    ) async throws {
        let bench = ControlBench(plans, rule, copy)
        try await prepare(bench)
        let run = Task { await bench.controller.run() }
        do {
            try await bench.settle()
            try await bench.pass(.milliseconds(200))
            try await body(bench)
        } catch {
            run.cancel()
            throw error
        }
        bench.controller.stop()
        await run.value
        if let leader = bench.store.leader, leader.hasSuffix("here") { Issue.record("the lease is kept: \(leader)") }
    }

    private init(_ plans: [String: String], _ rule: @escaping ScriptedDesk.Rule, _ copy: (any StateCopy)?) {
        time = VirtualTimepiece()
        store = MemoryKeeper(time: time)
        directory = ScriptedDirectory(plans)
        desk = ScriptedDesk(rule)
        controller = Controller(
            settings: ControlSettings(holder: "here", leaseTTL: .seconds(3600), rescan: .seconds(60)),
            store: store,
            directory: directory,
            desk: desk,
            time: time,
            copy: copy,
            context: PlanContext(),
            logger: .silent
        )
    }

    /// Lets `duration` pass in steps, each with a moment for checks that follow at once.
    func pass(_ duration: Duration) async throws {
        let end = time.now + duration
        while time.now < end {
            time.advance(by: min(Self.step, end - time.now))
            try await settle()
            for _ in 0..<3 { try await tick() }
        }
    }

    private func tick() async throws {
        time.advance(by: .milliseconds(60))
        try await settle()
    }

    /// Returns once the controller sleeps and checks nothing.
    func settle() async throws {
        try await until {
            let inFlight = await controller.inFlight
            return inFlight == 0 && time.sleepers == 4
        }
    }

    /// Yields until `condition` holds.
    func until(_ condition: () async -> Bool) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(120))
        while !(await condition()) {
            guard ContinuousClock.now < deadline else { throw Stuck() }
            await Task.yield()
        }
    }

    struct Stuck: Error {}

    /// What was logged of `flag`, in order.
    func kinds(_ flag: String = "f") -> [String] { store.entries.filter { $0.flag == flag }.map(\.kind) }

    /// The state of `flag` in the store.
    func state(_ flag: String = "f") async throws -> RolloutState { try #require(try await store.rollout(flag)).state }

    /// Takes an order as an operator's command would, on a machine whose clock is `ahead`.
    func order(_ order: Order, flag: String = "f", ahead: Duration = .zero) async throws {
        let stored = try #require(try await store.rollout(flag))
        var draft = try Draft(stored.planText)
        draft.state = stored.state
        draft.revision = stored.revision
        let now = time.now + ahead
        let outcome = try await store.commit(try draft.order(order, now: now), by: .order, now: now)
        guard case .done = outcome else { throw Stuck() }
    }
}
