import HeapModule
package import Logging
package import Rollouts
import Store
import Wire

/// The controller: reads the plan directory, checks every rollout when it is due, and commits what the judge decides.
///
/// One of any number of controllers on one Redis leads; the others stand by. Its memory is a cache of Redis.
package actor Controller {
    let settings: ControlSettings
    let store: any RolloutKeeper
    let directory: any PlanDirectory
    let desk: any ReadingDesk
    let time: any Timepiece
    let context: PlanContext
    let logger: Logger

    var watches: [String: RolloutWatch] = [:]
    var queue = Heap<DueCheck>()
    var shelf: PlanShelf?
    var directoryFault: String?
    var toldFaults: [String: String] = [:]
    var lease: Lease?
    /// The wall clock's distance when it was last looked at.
    var drift = Duration.zero
    /// Checks under way.
    var inFlight = 0
    var cursor = ""
    var hours = WindowHours()
    let stopSignal = AsyncStream<Void>.makeStream()
    let dueFlags = AsyncStream<String>.makeStream()

    /// The lease while it is this process's.
    struct Lease {
        var token: String
        /// Until when it surely lasts.
        var until: Moment
    }

    /// A rollout and when it is due.
    struct DueCheck: Comparable {
        var due: Moment
        var flag: String

        static func < (one: DueCheck, other: DueCheck) -> Bool {
            (one.due, one.flag) < (other.due, other.flag)
        }
    }

    /// A controller; nothing happens before ``run()``.
    package init(
        settings: ControlSettings,
        store: any RolloutKeeper,
        directory: any PlanDirectory,
        desk: any ReadingDesk,
        time: any Timepiece,
        context: PlanContext,
        logger: Logger
    ) {
        self.settings = settings
        self.store = store
        self.directory = directory
        self.desk = desk
        self.time = time
        self.context = context
        self.logger = logger
    }

    /// Runs until ``stop()``: then takes no new work, finishes the writes under way, and gives up the lease. A cancellation
    /// cuts all of that off; the lease then runs out by itself.
    package func run() async {
        await withDiscardingTaskGroup { checks in
            checks.addTask { await self.loops() }
            for await flag in dueFlags.stream {
                checks.addTask { await self.check(flag) }
            }
        }
        await giveUpLease()
    }

    /// Asks ``run()`` to come to its end.
    package nonisolated func stop() { stopSignal.continuation.finish() }

    private func loops() async {
        await withTaskGroup { group in
            group.addTask { await self.keepLease() }
            group.addTask { await self.keepPlans() }
            group.addTask { await self.keepLog() }
            group.addTask { await self.keepTime() }
            group.addTask { for await _ in self.stopSignal.stream {} }
            await group.next()
            group.cancelAll()
        }
        await desk.close()
        dueFlags.continuation.finish()
    }

    /// How accepted plans are read: names in them were checked when they were accepted.
    var reading: PlanRendering { PlanRendering(defaultSource: context.defaultSource, speed: settings.speed) }

    // MARK: - Schedule

    /// Longest sleep of the schedule: a check that was moved forward is found after so long.
    private static let nap = Duration.milliseconds(50)

    private func keepTime() async {
        while !Task.isCancelled {
            releaseDue()
            let next = queue.min.map { $0.due - time.now } ?? Self.nap
            do {
                try await time.sleep(for: min(max(next, .milliseconds(1)), Self.nap))
            } catch {
                return
            }
        }
    }

    private func releaseDue() {
        guard leads else { return }
        let now = time.now
        while let first = queue.min, first.due <= now, inFlight < settings.mostInFlight {
            queue.removeMin()
            // An entry of the heap that was moved since stands for nothing.
            guard var watch = watches[first.flag], !watch.isChecked, watch.due == first.due else { continue }
            watch.isChecked = true
            watches[first.flag] = watch
            inFlight += 1
            Telemetry.checkLag(now - first.due)
            dueFlags.continuation.yield(first.flag)
        }
    }

    /// Moves the next check of `flag` to `due`, unless it is sooner already.
    func schedule(_ flag: String, at due: Moment, evenLater: Bool = false) {
        guard var watch = watches[flag] else { return }
        guard evenLater || due < watch.due || watch.isChecked else { return }
        watch.due = due
        watches[flag] = watch
        queue.insert(DueCheck(due: due, flag: flag))
    }

    // MARK: - Log

    /// Follows the log, so that orders from elsewhere are heard of within a second.
    private func keepLog() async {
        while !Task.isCancelled {
            do { try await time.sleep(for: .milliseconds(500)) } catch { return }
            guard leads, !cursor.isEmpty else { continue }
            do throws(StoreFault) {
                for entry in try await store.log(after: cursor, limit: 1000) {
                    cursor = entry.id
                    guard !entry.flag.isEmpty, isNews(entry) else { continue }
                    if watches[entry.flag] == nil { watches[entry.flag] = RolloutWatch(stored: nil, due: time.now) }
                    watches[entry.flag]?.isStale = true
                    schedule(entry.flag, at: time.now, evenLater: true)
                }
            } catch {
                logger.debug("the log could not be read", metadata: ["why": "\(error)"])
            }
        }
    }

    /// Whether `entry` is younger than what this process committed itself.
    private func isNews(_ entry: LogEntry) -> Bool {
        guard let own = watches[entry.flag].flatMap({ Revision($0.revision) }), let id = Revision(entry.id) else {
            return true
        }
        return own < id
    }

    func watch(_ stored: StoredRollout) {
        var watch = RolloutWatch(stored: nil, due: time.now)
        watch.take(stored, as: reading)
        watches[stored.state.flag] = watch
        queue.insert(DueCheck(due: watch.due, flag: stored.state.flag))
    }

    /// What the controller is doing, for `/readyz` and the dashboard.
    package var status: ControllerStatus {
        let now = time.now
        let overdue = watches.values.map { now - $0.due }.max() ?? .zero
        return ControllerStatus(
            leads: leads,
            rollouts: watches.count,
            plans: shelf?.plans.count ?? 0,
            brokenPlans: shelf?.broken.count ?? 0,
            oldestOverdue: max(.zero, overdue),
            directoryFault: directoryFault
        )
    }
}

/// A controller's own state.
package struct ControllerStatus: Sendable, Equatable {
    /// Whether it holds the lease.
    package var leads: Bool
    /// Rollouts that it watches.
    package var rollouts: Int
    /// Good plans in the directory.
    package var plans: Int
    /// Files that give no plan.
    package var brokenPlans: Int
    /// How late the latest check is.
    package var oldestOverdue: Duration
    /// What is wrong with the directory.
    package var directoryFault: String?
}
