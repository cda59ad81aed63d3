/// The names in Redis, each with the configured prefix.
package struct Names: Sendable, Equatable {
    /// Stands before every name; on Redis Cluster a hash tag such as `{rampart}:`.
    package let prefix: String

    /// Names that begin with `prefix`.
    package init(prefix: String = "") { self.prefix = prefix }

    /// The flag's hash.
    package func flag(_ key: String) -> String { "\(prefix)flags:\(key)" }
    /// Every flag's key.
    package var flagsIndex: String { "\(prefix)flags:index" }
    /// The keys of enabled flags.
    package var flagsEnabled: String { "\(prefix)flags:enabled" }
    /// The channel of changed flags.
    package var updates: String { "\(prefix)flags:updates" }
    /// The log.
    package var log: String { "\(prefix)flags:log" }
    /// The log ids of one flag.
    package func history(_ key: String) -> String { "\(prefix)history:\(key)" }
    /// The rollout's hash.
    package func rollout(_ key: String) -> String { "\(prefix)rollouts:\(key)" }
    /// Every rollout's flag.
    package var rolloutsIndex: String { "\(prefix)rollouts:index" }
    /// The lease.
    package var leader: String { "\(prefix)rollouts:leader" }
    /// The counter of leaders.
    package var epoch: String { "\(prefix)rollouts:epoch" }
    /// Known faults of plan files: file to digest.
    package var planFaults: String { "\(prefix)plans:faults" }
    /// What an alert channel would never take, kept aside.
    package func parked(_ channel: String) -> String { "\(prefix)alerts:\(channel):parked" }
}
