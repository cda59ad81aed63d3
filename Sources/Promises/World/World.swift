import Alerts
import Control
import Logging
import Rollouts
import Store
import Synchronization

/// A whole simulated world: controllers, Redis, sources, channels, plans and operators, in virtual time and driven by one seed.
package final class World: Sendable {
    let scenario: Scenario
    let agenda: Agenda
    let scheduler: Scheduler
    /// What happened.
    package let chronicle: Chronicle
    let redis: RedisSite
    let metrics: MetricWorld
    let channels: ChannelSite
    let plans: PlanTable
    let nodes: [SimulatedNode]
    let operators: OperatorDesk
    private let drafts: Mutex<[String: PlanDraft]>

    /// The world of `scenario`; `traces` keeps every happening as a line.
    package init(_ scenario: Scenario, bug: PlantedBug = PlantedBug(), traces: Bool = false) {
        let seed = scenario.seed
        self.scenario = scenario
        agenda = Agenda(start: Scenario.dawn, chance: Chance(seed: seed, stream: "agenda"))
        scheduler = Scheduler(processes: scenario.nodes + 1, chance: Chance(seed: seed, stream: "jobs"))
        chronicle = Chronicle(promises: EveryPromise.of(scenario), agenda: agenda, traces: traces)
        redis = RedisSite(
            agenda: agenda,
            chronicle: chronicle,
            names: Names(),
            flags: scenario.plans.map(\.flag),
            edit: bug.edit,
            searches: scenario.logsAll
        )
        metrics = MetricWorld(
            natures: scenario.natures,
            start: agenda.now,
            chance: Chance(seed: seed, stream: "sources")
        )
        let network = Dice(Chance(seed: seed, stream: "network"))
        channels = ChannelSite(agenda: agenda, dice: network, chronicle: chronicle)
        plans = PlanTable(Dictionary(uniqueKeysWithValues: scenario.plans.map { ($0.flag, $0.text) }))
        drafts = Mutex(Dictionary(uniqueKeysWithValues: scenario.plans.map { ($0.flag, $0) }))
        let parts = NodeParts(
            agenda: agenda,
            scheduler: scheduler,
            chronicle: chronicle,
            redis: redis,
            metrics: metrics,
            channels: channels,
            plans: plans,
            sleeper: Sleeper(
                agenda: agenda,
                grain: scenario.grain,
                chance: Dice(Chance(seed: seed, stream: "sleep"))
            ),
            network: network,
            leaseTTL: scenario.leaseTTL,
            rescan: scenario.rescan,
            hasDisk: scenario.hasDisk,
            logLevel: scenario.logsAll ? .debug : .warning,
            bug: bug
        )
        nodes = (0..<scenario.nodes).map { SimulatedNode(process: $0, parts: parts) }
        operators = OperatorDesk(process: scenario.nodes, parts: parts)
    }

    /// Runs it to its end, or to the first broken promise.
    package func run() -> Run {
        for node in nodes { node.start() }
        for trouble in scenario.troubles { agenda.after(trouble.at) { [self] in begin(trouble) } }
        copyBeforeLosses()
        let calm = Scenario.dawn + scenario.storm
        drive(until: calm)
        chronicle.note(.healed)
        live(from: calm)
        if chronicle.violation == nil { chronicle.note(.closed(sights: sights)) }
        let end = agenda.now
        finish()
        return Run(
            seed: scenario.seed,
            troubles: scenario.troubles,
            violation: chronicle.violation,
            digest: chronicle.digest,
            lines: chronicle.lines,
            jobs: scheduler.jobs,
            lasted: end - Scenario.dawn
        )
    }

    private func drive(until end: Moment) {
        while chronicle.violation == nil {
            scheduler.drain()
            guard agenda.step(until: end) else { return }
        }
    }

    /// In peace, operators approve what waits for them; once everything has come to rest for a while, the run is over.
    private func live(from calm: Moment) {
        let end = calm + scenario.peace
        var quiet = 0
        while chronicle.violation == nil, agenda.now < end, quiet < 3 {
            for (flag, sight) in sights where sight.phase == .awaitingApproval {
                operators.take(.approve, of: flag, force: false)
            }
            let before = chronicle.entries
            drive(until: min(end, agenda.now + .seconds(60)))
            let rests = sights.allSatisfy { Liveness.rests($0.value) } && chronicle.owed == 0
            quiet = rests && chronicle.entries == before ? quiet + 1 : 0
        }
    }

    private var sights: [(key: String, value: Sight)] {
        scenario.plans.map { ($0.flag, redis.sight(of: $0.flag)) }
    }

    private func finish() {
        for node in nodes { node.kill() }
        operators.close()
        scheduler.drain()
        // Troubles still to come hold this world.
        agenda.clear()
    }

    // MARK: - Plans

    /// Another text for the flag's plan.
    func edit(_ flag: String, raised: Bool) {
        let draft = drafts.withLock { drafts -> PlanDraft? in
            drafts[flag]?.edit(raised: raised)
            return drafts[flag]
        }
        if let draft { plans.put(draft.text, flag: flag) }
    }
}

/// What a run came to.
package struct Run: Sendable {
    /// Its seed.
    package var seed: UInt64
    /// The troubles that it was given.
    package var troubles: [TimedTrouble]
    /// The promise that was broken.
    package var violation: Violation?
    /// Two runs are the same where this is.
    package var digest: UInt64
    /// What happened, where it was traced.
    package var lines: [String]
    /// How many jobs ran.
    package var jobs: Int
    /// How much virtual time passed.
    package var lasted: Duration
}
