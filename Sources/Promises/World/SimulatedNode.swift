import Alerts
import Control
import Logging
import Metrics
import Rollouts
import Store
import Synchronization

/// One controller's process: lives one after another on a machine with a clock of its own.
final class SimulatedNode: Sendable {
    /// Everything of one life.
    private struct Running {
        var life: Life
        var link: Link
        var controller: Controller
        var couriers: [AlertCourier<CourierClock>]
        var task: Task<Void, Never>
    }

    private struct State {
        var running: Running?
        var lives = 0
        var manner = LinkManner()
        /// Troubles that keep it from being started.
        var down = 0
    }

    let process: Int
    let host: HostClock
    private let disk: SimulatedDisk?
    private let parts: NodeParts
    private let state = Mutex(State())

    init(process: Int, parts: NodeParts) {
        self.process = process
        self.parts = parts
        host = HostClock(agenda: parts.agenda)
        disk = parts.hasDisk ? SimulatedDisk() : nil
    }

    /// Whether it lives.
    var isRunning: Bool { state.withLock { $0.running != nil } }

    private var executor: ProcessExecutor { parts.scheduler.executors[process] }

    // MARK: - Lives

    /// Begins a life, unless it lives or something keeps it down.
    func start() {
        let number = state.withLock { state -> Int? in
            guard state.running == nil, state.down == 0 else { return nil }
            state.lives += 1
            return state.lives
        }
        guard let number else { return }
        let life = Life(process: process, number: number)
        let holder = "node\(process):\(number)"
        let link = Link(
            site: parts.redis,
            client: RedisSite.Client(process: process, holder: holder),
            life: life,
            agenda: parts.agenda,
            dice: parts.network
        )
        let manner = state.withLock(\.manner)
        link.change { $0 = manner }
        let store = RolloutStore(client: parts.bug.client(link))
        let logger = Logger(label: "node\(process)") { [parts] _ in
            LifeLog(life: life, chronicle: parts.chronicle, logLevel: parts.logLevel)
        }
        let time = ProcessClock(agenda: parts.agenda, host: host, life: life, sleeper: parts.sleeper)
        let controller = Controller(
            settings: ControlSettings(holder: holder, leaseTTL: parts.leaseTTL, rescan: parts.rescan),
            store: parts.bug.keeper(store),
            directory: parts.bug.directory(parts.plans),
            desk: parts.bug.desk(
                SimulatedDesk(
                    world: parts.metrics,
                    life: life,
                    agenda: parts.agenda,
                    dice: parts.network,
                    chronicle: parts.chronicle
                )
            ),
            time: parts.bug.timepiece(time),
            copy: disk?.folder(of: life),
            context: PlanContext(defaultSource: "steady", channels: Set(ChannelSite.channels.map(\.name))),
            logger: logger
        )
        let couriers = self.couriers(life, store, controller, logger)
        parts.chronicle.note(.began(process: process, life: number))
        let open = parts.sleeper
        let task = Task(executorPreference: executor) {
            await withDiscardingTaskGroup { group in
                group.addTask { await controller.run() }
                for (courier, channel) in zip(couriers, ChannelSite.channels) {
                    group.addTask {
                        await Self.open(channel.name, store, open, life)
                        await courier.run()
                    }
                }
            }
        }
        state.withLock { state in
            state.running = Running(life: life, link: link, controller: controller, couriers: couriers, task: task)
        }
    }

    private func couriers(
        _ life: Life,
        _ store: RolloutStore,
        _ controller: Controller,
        _ logger: Logger
    ) -> [AlertCourier<CourierClock>] {
        let feed = parts.bug.feed(
            CourierFeed(store: store, sleeper: parts.sleeper, life: life) { [bug = parts.bug] in
                if bug.everyoneDelivers { return true }
                return await controller.leads
            }
        )
        return ChannelSite.channels.map { channel in
            AlertCourier(
                channel: channel,
                isDefault: true,
                feed: feed,
                sender: LifeSender(site: parts.channels, life: life),
                vault: SimulatedVault(),
                context: AlertContext(publicURL: nil),
                clock: CourierClock(sleeper: parts.sleeper, life: life),
                wallClock: { [host] in host.wall },
                logger: logger,
                metrics: NOOPMetricsHandler.instance,
                jitter: { [network = parts.network] in network.with { $0.unit() } }
            )
        }
    }

    /// Gives the channel its place in the log, as soon as Redis answers.
    private static func open(_ channel: String, _ store: RolloutStore, _ sleeper: Sleeper, _ life: Life) async {
        while life.isAlive, !Task.isCancelled {
            if (try? await store.openChannel(channel)) != nil { return }
            try? await sleeper.sleep(for: .seconds(1), in: life)
        }
    }

    /// `kill -9`.
    func kill() {
        guard let running = take() else { return }
        running.life.end()
        executor.disarm()
        executor.isFrozen = false
        running.task.cancel()
        parts.chronicle.note(.ended(process: process, life: running.life.number))
    }

    /// SIGTERM; `kill -9` where it has not ended half a minute later.
    func stop() {
        guard let running = state.withLock(\.running) else { return }
        running.controller.stop()
        for courier in running.couriers { courier.stop() }
        parts.agenda.after(.seconds(30)) { [self] in
            if state.withLock({ $0.running?.life === running.life }) { kill() }
        }
    }

    private func take() -> Running? {
        state.withLock { state in
            defer { state.running = nil }
            return state.running
        }
    }

    /// One more (or one less) trouble keeps it down; with the last one gone it is started.
    func keepDown(by count: Int) {
        let isFree = state.withLock { state in
            state.down = max(0, state.down + count)
            return state.down == 0
        }
        if isFree { start() }
    }

    // MARK: - Troubles

    /// SIGSTOP, or SIGCONT.
    func freeze(_ isFrozen: Bool) { if !isFrozen || isRunning { executor.isFrozen = isFrozen } }

    /// Calls `kill()` after `jobs` more of its jobs.
    func armKill(afterJobs jobs: Int, then: @escaping @Sendable () -> Void) {
        executor.alarm(afterJobs: jobs) { [self] in
            kill()
            then()
        }
    }

    /// Its way to Redis behaves otherwise from now on, over all lives.
    func changeLink(_ change: (inout LinkManner) -> Void) {
        let (link, manner) = state.withLock { state in
            change(&state.manner)
            return (state.running?.link, state.manner)
        }
        link?.change { $0 = manner }
    }
}

/// What every node of a run is made with.
struct NodeParts: Sendable {
    let agenda: Agenda
    let scheduler: Scheduler
    let chronicle: Chronicle
    let redis: RedisSite
    let metrics: MetricWorld
    let channels: ChannelSite
    let plans: PlanTable
    let sleeper: Sleeper
    let network: Dice
    let leaseTTL: Duration
    let rescan: Duration
    let hasDisk: Bool
    let logLevel: Logger.Level
    let bug: PlantedBug
}
