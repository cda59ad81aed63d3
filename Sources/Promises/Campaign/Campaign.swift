import Synchronization

/// Many runs, one a seed.
package struct Campaign: Sendable {
    /// The first seed.
    package var first: UInt64
    /// How many seeds.
    package var count: Int
    /// How many runs at a time.
    package var jobs: Int
    /// Whether it goes on after a broken promise.
    package var goesOn: Bool
    /// What is planted.
    package var bug: PlantedBug

    /// Runs of `count` seeds from `first`.
    package init(first: UInt64, count: Int, jobs: Int = 1, goesOn: Bool = false, bug: PlantedBug = PlantedBug()) {
        self.first = first
        self.count = count
        self.jobs = jobs
        self.goesOn = goesOn
        self.bug = bug
    }

    /// How far it is.
    package struct Progress: Sendable {
        /// Runs that ended.
        package var runs = 0
        /// Virtual time that passed in them.
        package var virtual = Duration.zero
        /// Runs that broke a promise, in the order of their ends.
        package var broken: [Run] = []
    }

    private struct State {
        var next: Int = 0
        var progress = Progress()
    }

    private final class Board: Sendable {
        let state = Mutex(State())
    }

    /// Runs them; `tell` hears of every run's end.
    package func run(tell: @escaping @Sendable (Progress) -> Void = { _ in }) async -> Progress {
        let board = Board()
        await withTaskGroup { group in
            for _ in 0..<max(1, jobs) {
                group.addTask { await work(board, tell) }
            }
        }
        return board.state.withLock(\.progress)
    }

    @concurrent
    private func work(_ board: Board, _ tell: @escaping @Sendable (Progress) -> Void) async {
        while !Task.isCancelled {
            let index = board.state.withLock { state -> Int? in
                guard state.next < count, goesOn || state.progress.broken.isEmpty else { return nil }
                defer { state.next += 1 }
                return state.next
            }
            guard let index else { return }
            let run = World(Scenario(seed: first &+ UInt64(index)), bug: bug).run()
            let progress = board.state.withLock { state -> Progress in
                state.progress.runs += 1
                state.progress.virtual += run.lasted
                if run.violation != nil { state.progress.broken.append(run) }
                return state.progress
            }
            tell(progress)
            await Task.yield()
        }
    }
}
