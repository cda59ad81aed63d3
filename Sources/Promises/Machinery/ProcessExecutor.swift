import Synchronization

/// The place where one simulated process's tasks, and all actors that they call, run: its jobs wait here to be picked.
///
/// The thread that drives the simulation is the only one that comes here; the lock is for the compiler.
final class ProcessExecutor: TaskExecutor {
    private struct State {
        var ready: [UnownedJob] = []
        var isFrozen = false
        /// After so many more jobs, `alarm` is called; `nil`: never.
        var countdown: Int?
        var alarm: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor { unsafe UnownedTaskExecutor(ordinary: self) }

    /// Jobs that may run now.
    var ready: Int { state.withLock { $0.isFrozen ? 0 : $0.ready.count } }

    /// Whether none of its jobs runs, as in a process that was sent SIGSTOP.
    var isFrozen: Bool {
        get { state.withLock(\.isFrozen) }
        set { state.withLock { $0.isFrozen = newValue } }
    }

    /// Calls `alarm` after `jobs` more jobs.
    func alarm(afterJobs jobs: Int, _ alarm: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.countdown = max(1, jobs)
            state.alarm = alarm
        }
    }

    /// Takes a set alarm back.
    func disarm() {
        state.withLock { state in
            state.countdown = nil
            state.alarm = nil
        }
    }

    /// Runs the ready job number `index`.
    func run(_ index: Int) {
        let (job, alarm) = state.withLock { state -> (UnownedJob?, (@Sendable () -> Void)?) in
            guard state.ready.indices.contains(index) else { return (nil, nil) }
            // The order of the rest does not matter: the next is picked by chance as well.
            state.ready.swapAt(index, state.ready.count - 1)
            let job = state.ready.removeLast()
            guard let countdown = state.countdown else { return (job, nil) }
            state.countdown = countdown - 1
            guard countdown <= 1 else { return (job, nil) }
            defer {
                state.alarm = nil
                state.countdown = nil
            }
            return (job, state.alarm)
        }
        guard let job else { return }
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        alarm?()
    }
}
