package import Control
import Synchronization

/// A plan directory in memory.
package final class ScriptedDirectory: PlanDirectory {
    private let content: Mutex<Result<[PlanFile], PlanDirectoryFault>>

    /// The plans in it at first: path and text.
    package init(_ plans: [String: String] = [:]) {
        content = Mutex(.success(Self.files(plans)))
    }

    package var name: String { "plans" }

    package func files() throws(PlanDirectoryFault) -> [PlanFile] { try content.withLock { $0 }.get() }

    /// Puts other plans in the place of all.
    package func hold(_ plans: [String: String]) { content.withLock { $0 = .success(Self.files(plans)) } }

    /// From now on it cannot be read.
    package func fail(_ why: String) { content.withLock { $0 = .failure(PlanDirectoryFault(description: why)) } }

    private static func files(_ plans: [String: String]) -> [PlanFile] {
        plans.sorted { $0.key < $1.key }.map { PlanFile(path: $0.key, content: .success(Array($0.value.utf8))) }
    }
}
