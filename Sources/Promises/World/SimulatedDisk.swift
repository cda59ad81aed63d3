import Control
import Rollouts
import Store
import Synchronization
import Wire

/// A machine's disk with the copies of states: it outlives the processes that write to it.
final class SimulatedDisk: Sendable {
    private let files = Mutex<[String: String]>([:])

    /// The folder of copies as one life of a process has it.
    func folder(of life: Life) -> some StateCopy { Folder(disk: self, life: life) }

    private struct Folder: StateCopy {
        let disk: SimulatedDisk
        let life: Life

        func load() -> (rollouts: [StoredRollout], faults: [String]) {
            var rollouts: [StoredRollout] = []
            var faults: [String] = []
            for (name, text) in disk.files.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
                do {
                    rollouts.append(try StoredRollout(json: JSON.parse(text)))
                } catch {
                    faults.append("\(name): \(error)")
                }
            }
            return (rollouts, faults)
        }

        func save(_ rollout: StoredRollout) throws(StateCopyFault) {
            guard life.isAlive else { return }
            disk.files.withLock { $0[rollout.state.flag] = rollout.json.text }
        }
    }
}
