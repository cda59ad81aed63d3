package import Flags
package import Redis
package import Rollouts

/// How a follower stands.
package struct FollowerState: Sendable, Equatable {
    /// Whether changes arrive as they are made, and everything before them is in.
    package var isFresh: Bool { isSubscribed && isCaughtUp }
    /// When Redis last answered or told of anything.
    package var lastHeard: Moment?
    /// The last entry of the log that is in the snapshot; `nil` before the first.
    package var revision: String?
    /// How often something was found that somebody had written past the log.
    package var handWritten = 0
    /// How often everything was read.
    package var loads = 0
    /// What went wrong with the last reading, until one succeeds.
    package var fault: String?

    var isSubscribed = false
    var isCaughtUp = false
    /// How often it has subscribed: a reading that began before does not close the gap after.
    var subscriptions = 0

    /// A follower that has not begun.
    init() {}
}

/// How a follower works.
package struct FollowerSettings: Sendable {
    /// How often everything is read again. Default 5 min.
    package var reload: Duration = .seconds(300)
    /// The waits after a reading that failed. Default 50 ms to 5 s.
    package var retry = Backoff()
    /// Is given each snapshot once it is in place and before its news, in their order; must return soon.
    package var onSnapshot: (@Sendable (Snapshot) -> Void)?
    /// Is told of each flag and segment that somebody has written past the log.
    package var onHandWritten: (@Sendable (FlagName) -> Void)?

    /// The defaults.
    package init() {}
}
