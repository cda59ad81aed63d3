/// A change of a rollout that is to be committed: the new state and what it does to the flag.
package struct Transition: Sendable, Equatable {
    /// Its kind, the name of its event.
    package enum Kind: String, Sendable, CaseIterable {
        /// A plan has begun a rollout that waits.
        case schedule
        /// The first stage was entered.
        case start
        /// The next stage was entered.
        case advance
        /// It would advance but may not.
        case hold
        /// The cause of a hold is gone.
        case recover
        /// An operator is wanted.
        case awaitApproval
        /// An operator allowed the next stage.
        case approve
        /// Stopped by an operator.
        case pause
        /// Going on by an operator.
        case resume
        /// Frozen.
        case halt
        /// To the previous stage, and stopped there.
        case stepBack
        /// To 0 %.
        case rollback
        /// A new attempt.
        case restart
        /// Off.
        case kill
        /// On again.
        case restore
        /// The last stage passed.
        case complete
        /// An edited plan was taken.
        case planChanged
        /// The plan's file is gone.
        case orphan
        /// The plan's file is back.
        case adopt
        /// Still holding: once a day.
        case remind
        /// What Redis forgot, written again by a process that had seen it.
        case recall

        /// Whether it keeps users from harm: a store makes sure of it.
        package var protects: Bool {
            switch self {
            case .halt, .stepBack, .rollback, .kill, .pause, .recall: true
            case .schedule, .start, .advance, .hold, .recover, .awaitApproval, .approve, .resume, .restart, .restore,
                .complete, .planChanged, .orphan, .adopt, .remind:
                false
            }
        }
    }

    /// What is written to the flag.
    package struct FlagChange: Sendable, Equatable {
        /// `nil` leaves it.
        package var enabled: Bool?
        /// The share and its segments; `nil` leaves them.
        package var position: Stage.Position?
        /// The entry that outcomes are stamped with from now on.
        package var entry: String
    }

    /// Its kind.
    package var kind: Kind
    /// The state after it; `version` is still the one that it was made from.
    package var state: RolloutState
    /// What changes in the flag; `nil`: nothing.
    package var flag: FlagChange?
    /// The guard that decided it.
    package var guardName: String?

    /// A change to `state`, of which `reason` and `actor` say why and by whom.
    package init(_ kind: Kind, _ state: RolloutState, flag: FlagChange? = nil, guardName: String? = nil) {
        self.kind = kind
        self.state = state
        self.flag = flag
        self.guardName = guardName
    }
}

/// What the judge decided.
package enum Decision: Sendable, Equatable {
    /// Nothing to commit; what it waits for.
    case stay([Wait])
    /// A change.
    case move(Transition)
}

/// Something that an advance waits for.
package enum Wait: Sendable, Hashable {
    /// The stage's time, until then.
    case duration(until: Moment)
    /// A guard's pass, or a fresh reading of it.
    case guardPass(String)
    /// The window; when it opens, if ever.
    case window(opens: Moment?)
    /// An operator's approval.
    case approval
    /// An operator's order.
    case order
    /// The start: its reason and, for a date, when.
    case start(HoldReason, at: Moment?)
    /// The plan's file.
    case planFile
    /// Nothing: it is over.
    case nothing
}

/// The judge's whole answer.
package struct Judgement: Sendable, Equatable {
    /// The state with readings credited, otherwise unchanged.
    package var state: RolloutState
    /// One a guard, in the plan's order; empty where guards are not watched.
    package var verdicts: [Verdict]
    /// What follows.
    package var decision: Decision
}
