package import Rollouts

/// What the primary holds of one rollout and its flag at one instant.
package struct Sight: Sendable, Equatable {
    /// The rollout's phase; `nil` without a rollout.
    package var phase: Phase?
    /// What the rollout says that the flag has.
    package var percentage: Percentage?
    /// Index of the stage under way.
    package var stage: Int?
    /// The attempt.
    package var attempt: Int?
    /// How many stages were entered.
    package var entries: Int?
    /// The rollout's version.
    package var version: Int?
    /// The accepted plan's text.
    package var planText: String?
    /// The accepted plan's revision.
    package var planRevision: Int?
    /// Whether the plan's file is gone.
    package var orphaned: Orphanhood?
    /// Whether the flag is on; `nil` without a flag.
    package var enabled: Bool?
    /// The flag's share.
    package var share: Percentage?
    /// The flag's entry, as outcomes are stamped.
    package var flagEntry: String?

    /// Of a flag that nobody has written.
    package init() {}

    /// Reads the two hashes.
    init(rollout: [String: String], flag: [String: String]) {
        phase = rollout["phase"].flatMap(Phase.init(rawValue:))
        percentage = rollout["percentage"].flatMap(Percentage.init(text:))
        stage = rollout["stage"].flatMap { Int($0) }
        attempt = rollout["attempt"].flatMap { Int($0) }
        entries = rollout["entries"].flatMap { Int($0) }
        version = rollout["version"].flatMap { Int($0) }
        planText = rollout["plan"]
        planRevision = rollout["planRevision"].flatMap { Int($0) }
        orphaned = rollout["orphaned"].flatMap(Orphanhood.init(rawValue:))
        enabled = flag["enabled"].map { $0 == "1" }
        share = flag["rolloutPercentage"].flatMap(Percentage.init(text:))
        flagEntry = flag["rolloutEntry"]
    }

    /// The entry under way.
    var entry: String { "\(attempt ?? 0).\(entries ?? 0)" }
}
