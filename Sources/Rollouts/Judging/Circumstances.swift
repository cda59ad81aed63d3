/// What a decision depends on beside plan, state and readings.
package struct Circumstances: Sendable, Equatable {
    /// Now.
    package var now: Moment
    /// Whether the plan's window is open; true where it has none.
    package var windowIsOpen: Bool
    /// When the window opens or closes next.
    package var windowChanges: Moment?
    /// Flags of `after` whose rollouts are not completed.
    package var unfinished: [String]
    /// The flag as it stands in Redis, asked for before a start only.
    package var standing: FlagStanding?

    /// What the flag has before its rollout starts.
    package struct FlagStanding: Sendable, Equatable {
        /// Whether it serves anything.
        package var enabled: Bool
        /// Its share.
        package var percentage: Percentage
        /// Whether it was turned off by a kill.
        package var killed: Bool

        /// A flag's standing.
        package init(enabled: Bool, percentage: Percentage, killed: Bool = false) {
            self.enabled = enabled
            self.percentage = percentage
            self.killed = killed
        }
    }

    /// Circumstances at `now`, the window open unless it is said.
    package init(
        now: Moment,
        windowIsOpen: Bool = true,
        windowChanges: Moment? = nil,
        unfinished: [String] = [],
        standing: FlagStanding? = nil
    ) {
        self.now = now
        self.windowIsOpen = windowIsOpen
        self.windowChanges = windowChanges
        self.unfinished = unfinished
        self.standing = standing
    }
}
