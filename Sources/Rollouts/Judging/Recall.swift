/// What a process does when the store has forgotten a state that the process had seen: what protects is written again,
/// and nothing else of it. Pure.
package enum Recall {
    /// The transition that writes again what protects in `seen`; `nil` where what is `held` protects as well.
    ///
    /// An advance that was lost is not repeated: its stage is judged again. So a percentage is never above the one that is
    /// held, unless nothing is held at all: then `seen` is all there is. A later attempt in what is held was ordered by an
    /// operator, whose order stands.
    ///
    /// - Parameters:
    ///   - seen: the newest state that the process has seen, which the store's log does not know.
    ///   - held: what the store holds now; `nil` for nothing.
    package static func transition(seen: RolloutState, held: RolloutState?) -> Transition? {
        guard let held else { return anew(seen) }
        guard held.attempt <= seen.attempt, strength(seen.phase) > strength(held.phase) else { return nil }
        // What is lower came about by a breach or an order, and protects; what is higher has to be earned again.
        var next = seen.percentage <= held.percentage ? seen : lowered(seen, over: held)
        next.version = held.version
        next.actor = Steps.controller
        next.reason = phrase(seen)
        return Transition(.recall, next, flag: change(next))
    }

    /// How strongly a phase keeps users from harm: what is stronger is never given up for what is weaker.
    private static func strength(_ phase: Phase) -> Int {
        switch phase {
        case .killed: 4
        case .rolledBack: 3
        case .halted: 2
        case .paused: 1
        case .scheduled, .progressing, .holding, .awaitingApproval, .completed: 0
        }
    }

    private static func anew(_ seen: RolloutState) -> Transition {
        var next = seen
        next.version = 0
        next.actor = Steps.controller
        next.reason = phrase(seen)
        return Transition(.recall, next, flag: change(next))
    }

    private static func lowered(_ seen: RolloutState, over held: RolloutState) -> RolloutState {
        var next = held
        next.phase = seen.phase
        next.phaseSince = seen.phaseSince
        next.previousPhase = seen.phase == .killed ? seen.previousPhase ?? held.phase : nil
        next.hold = nil
        next.holdSince = nil
        next.remindedAt = nil
        next.breached = seen.breached
        return next
    }

    /// A flag that was never given to anybody is left as it is, unless it was killed.
    private static func change(_ state: RolloutState) -> Transition.FlagChange? {
        let isKilled = state.phase == .killed
        guard state.hasBegun || isKilled else { return nil }
        let position = Stage.Position(percentage: state.percentage, segments: state.position.segments)
        return Transition.FlagChange(
            enabled: isKilled ? false : nil,
            position: state.hasBegun ? position : nil,
            entry: state.entry
        )
    }

    private static func phrase(_ seen: RolloutState) -> String {
        let prefix = "Redis had forgotten this; written again"
        return seen.reason.hasPrefix(prefix) ? seen.reason : "\(prefix): \(seen.reason)"
    }
}
