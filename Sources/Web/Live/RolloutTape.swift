package import Rollouts
package import Store
package import Wire

/// What happens to rollouts, as the streams read it; the program's wiring has the real one.
package protocol RolloutTape: Sendable {
    /// The id of the log's newest entry.
    func newest() async throws(DeskFault) -> String
    /// The log's entries after `revision`, oldest first, with others than rollouts' among them; `nil` where it no longer goes
    /// so far back, or has more than `limit`.
    func entries(after revision: String, limit: Int) async throws(DeskFault) -> [LogEntry]?
    /// The last reading of each guard of each rollout.
    func readings() async throws(DeskFault) -> [RolloutReading]
}

/// The last reading of a guard, and how the guard stands by it.
package struct RolloutReading: Sendable {
    /// Whose it is.
    package struct Name: Sendable, Hashable {
        /// The rollout's flag.
        package var flag: String
        /// The guard's name.
        package var guardName: String

        /// A guard of a rollout.
        package init(flag: String, guardName: String) {
            self.flag = flag
            self.guardName = guardName
        }
    }

    /// Whose it is.
    package var name: Name
    /// When it was asked for.
    package var asked: Moment
    /// The guard as a rollout's answer has it: an object.
    package var condition: JSON

    /// A reading.
    package init(name: Name, asked: Moment, condition: JSON) {
        self.name = name
        self.asked = asked
        self.condition = condition
    }
}
