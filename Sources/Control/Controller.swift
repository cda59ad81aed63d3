import HeapModule
package import Logging
package import Rollouts
import Store
import Wire

/// The controller: reads the plan directory, checks every rollout when it is due, and commits what the judge decides.
///
/// One of any number of controllers on one Redis leads; the others stand by. Its memory is a cache of Redis, and what a
/// Redis that forgot is reminded by.
package actor Controller {
    let settings: ControlSettings
    let store: any RolloutKeeper
    let directory: any PlanDirectory
    let desk: any ReadingDesk
    let time: any Timepiece
    /// A copy of what was seen, that outlives the process.
    let copy: (any StateCopy)?
    let context: PlanContext
    let logger: Logger

    var watches: [String: RolloutWatch] = [:]
    var queue = Heap<DueCheck>()
    var shelf: PlanShelf?
    var directoryFault: String?
    var toldFaults: [String: String] = [:]
    var lease: Lease?
    /// The last epoch that this process led in; the next one is above it, whatever Redis has forgotten.
    var epoch = 0
    /// The wall clock's distance when it was last looked at.
    var drift = Duration.zero
    /// Up to where the clock was carried on: what was read before may be older than this clock says.
    var carriedOnTo: Moment?
    /// How far the clock was carried on in all.
    var carriedBy = Duration.zero
    /// Checks under way.
    var inFlight = 0
    /// What Redis forgot, until channels are told of it.
    var untold: [Forgetting] = []
    /// When the log was last trimmed.
    var lastTrim: Moment?
    /// Up to where the log was followed; `nil`: everything is to be read.
    var cursor: String?
    /// The newest entry that this process has seen in the log: where the log lacks it, Redis forgot.
    var newest = ""
    /// Entries that this process has written or read of since it looked at the log; the same is true of them.
    var unconfirmed: Set<String> = []
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
        copy: (any StateCopy)? = nil,
        context: PlanContext,
        logger: Logger
    ) {
        self.settings = settings
        self.store = store
        self.directory = directory
        self.desk = desk
        self.time = time
        self.copy = copy
        self.context = context
        self.logger = logger
    }

    /// Runs until ``stop()``: then takes no new work, finishes the writes under way, and gives up the lease. A cancellation
    /// cuts all of that off; the lease then runs out by itself.
    package func run() async {
        await remember()
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
