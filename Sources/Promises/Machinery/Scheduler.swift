import Synchronization

/// Runs the jobs of every simulated process on the thread that drives it, one at a time, the next picked by the seed: each
/// seed is another interleaving at every `await`.
final class Scheduler: Sendable {
    /// One a process.
    let executors: [ProcessExecutor]
    private let chance: Mutex<Chance>
    private let count = Mutex(0)

    /// A scheduler of `processes` processes; `chance` decides who comes next.
    init(processes: Int, chance: Chance) {
        executors = (0..<processes).map { _ in ProcessExecutor() }
        self.chance = Mutex(chance)
    }

    /// Jobs run so far.
    var jobs: Int { count.withLock { $0 } }

    /// Runs jobs until none is ready.
    func drain() {
        while true {
            let ready = executors.reduce(0) { $0 + $1.ready }
            guard ready > 0 else { return }
            var pick = chance.withLock { $0.below(ready) }
            for executor in executors {
                let ready = executor.ready
                guard pick >= ready else {
                    executor.run(pick)
                    break
                }
                pick -= ready
            }
            count.withLock { $0 += 1 }
        }
    }
}
