import Synchronization

/// One life of a simulated process, from its start to its end. What is dead reaches nothing any more: whatever its tasks
/// still do while they unwind has no effect, which is all that `kill -9` means to the world.
final class Life: Sendable {
    /// Which process.
    let process: Int
    /// Its number among the lives of that process, from 1.
    let number: Int
    private let alive = Mutex(true)

    init(process: Int, number: Int) {
        self.process = process
        self.number = number
    }

    /// Whether it still lives.
    var isAlive: Bool { alive.withLock { $0 } }

    /// Ends it.
    func end() { alive.withLock { $0 = false } }
}
