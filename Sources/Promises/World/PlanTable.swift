import Control
import Rollouts
import Synchronization

/// The plan directory of a run, the same for every controller, and what befalls it.
final class PlanTable: PlanDirectory {
    private struct State {
        /// Good texts by flag.
        var texts: [String: String]
        var broken: [String: Int] = [:]
        var removed: [String: Int] = [:]
        var unreadable = 0
        var empty = 0
    }

    private let state: Mutex<State>

    init(_ texts: [String: String]) { state = Mutex(State(texts: texts)) }

    var name: String { "plans" }

    /// The good text of a flag's plan.
    func text(_ flag: String) -> String { state.withLock { $0.texts[flag] ?? "" } }

    /// Edits it.
    func put(_ text: String, flag: String) { state.withLock { $0.texts[flag] = text } }

    /// One more (or one less) trouble breaks the flag's file.
    func breaks(_ flag: String, by count: Int) { state.withLock { $0.broken[flag, default: 0] += count } }

    /// One more (or one less) trouble takes the flag's file away.
    func removes(_ flag: String, by count: Int) { state.withLock { $0.removed[flag, default: 0] += count } }

    /// One more (or one less) trouble makes the directory unreadable.
    func unreadable(by count: Int) { state.withLock { $0.unreadable += count } }

    /// One more (or one less) trouble empties it.
    func empties(by count: Int) { state.withLock { $0.empty += count } }

    func files() throws(PlanDirectoryFault) -> [PlanFile] {
        let state = state.withLock { $0 }
        if state.unreadable > 0 { throw PlanDirectoryFault(description: "plans cannot be read: Input/output error") }
        guard state.empty == 0 else { return [] }
        return state.texts.sorted { $0.key < $1.key }.compactMap { flag, text in
            guard state.removed[flag, default: 0] == 0 else { return nil }
            let written = state.broken[flag, default: 0] > 0 ? String(text.dropLast(8)) + "!" : text
            return PlanFile(path: "\(flag).json", content: .success(Array(written.utf8)))
        }
    }
}
