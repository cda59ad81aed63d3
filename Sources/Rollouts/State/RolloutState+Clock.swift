/// What a state's times mean to a process whose clock stands behind the one that wrote them.
extension RolloutState {
    /// Counts times that lie in the future of `now` from when they were first seen, so that a stage is neither skipped
    /// nor left unjudged until this clock has caught up.
    ///
    /// - Parameters:
    ///   - seen: such times of this rollout, and when each was first seen; brought up to date.
    ///   - now: the present by this process's clock.
    package mutating func settle(seen: inout [Moment: Moment], now: Moment) {
        var known: [Moment: Moment] = [:]
        func settled(_ moment: Moment) -> Moment {
            guard moment > now || seen[moment] != nil else { return moment }
            let first = seen[moment] ?? now
            known[moment] = first
            return first
        }
        phaseSince = settled(phaseSince)
        stageSince = settled(stageSince)
        holdSince = holdSince.map(settled)
        remindedAt = remindedAt.map(settled)
        for name in guards.keys { guards[name]?.settle(now: now) }
        seen = known
    }
}

extension GuardState {
    /// How old a reading of the future is cannot be known: it is no reason to wait for the next.
    fileprivate mutating func settle(now: Moment) {
        if let asked = lastAsked, asked > now { lastAsked = nil }
        failingSince = failingSince.map { min($0, now) }
        lastGrowth = lastGrowth.map { min($0, now) }
        creditedAt = creditedAt.map { min($0, now) }
    }
}
