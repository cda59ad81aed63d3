/// A rollout plan: what one file of the plan directory says, checked and with every default filled in.
package struct Plan: Sendable, Equatable {
    /// The flag that the plan drives.
    package var flag: String
    /// Whole number from 1; a higher one starts the rollout again.
    package var revision: Int
    /// What the feature is, for people.
    package var description: String?
    /// Who answers for it.
    package var owner: String?
    /// Named addresses for people, `runbook` first of all.
    package var links: [String: String]
    /// Index of the stage that a new rollout begins at.
    package var startingStage: Int
    /// The earliest start; `nil` is at once.
    package var startDate: Moment?
    /// Whether a new rollout may lower a flag that is on already.
    package var takeOver: Bool
    /// Flags whose rollouts must be completed first.
    package var after: [String]
    /// When the percentage may be raised; `nil` is always.
    package var window: Window?
    /// 1–50 stages, in order.
    package var stages: [Stage]
    /// Every guard, the one that stages' `minSuccessRate` stand for included.
    package var guards: [Guard]
    /// What follows a breach where the guard does not say.
    package var onBreach: BreachAction
    /// How far readings end before now.
    package var delay: Duration
    /// What ends the wait of a guard that stays undecided at a stage's end.
    package var undecided: Deadline?
    /// 1 − the chance that a healthy feature is rolled back by the proportion guards over an attempt.
    package var confidence: Double
    /// Names of alert channels; `nil` leaves it to the configuration.
    package var alerts: [String]?
    /// How long the flag is meant to live.
    package var lifecycle: Lifecycle

    /// The chance of a false alarm that each proportion guard may spend over a whole attempt.
    package var alpha: Double {
        let sharers = guards.count { $0.criterion.watchesHarm }
        return (1 - confidence) / Double(max(1, sharers))
    }

    /// Where the stage with this share of these segments stands in the list.
    package func index(of position: Stage.Position) -> Int? {
        stages.firstIndex { $0.position == position }
    }

    /// The guards that are watched in the stage at `index`.
    package func guards(inStage index: Int) -> [Guard] {
        guards.filter { $0.applies(inStage: index) }
    }
}

/// One step of a rollout.
package struct Stage: Sendable, Equatable {
    /// What tells one stage from another, whatever its index.
    package struct Position: Sendable, Hashable, CustomStringConvertible {
        /// The share of the members.
        package var percentage: Percentage
        /// Limited to the members of these; empty is everyone.
        package var segments: [String]

        /// A share of `segments`, or of everyone.
        package init(percentage: Percentage, segments: [String] = []) {
            self.percentage = percentage
            self.segments = segments
        }

        /// `25 %`, or `100 % of staff`.
        package var description: String {
            segments.isEmpty ? percentage.description : "\(percentage) of \(segments.joined(separator: " and "))"
        }
    }

    /// Share and segments.
    package var position: Position
    /// How long the stage lasts at least; of the last one, the bake time.
    package var duration: Duration
    /// Exposed outcomes needed before it may pass.
    package var minSamples: Int
    /// Whether an operator must approve before the rollout enters it.
    package var approval: Bool
}

/// What follows a breach.
package enum BreachAction: String, Sendable, CaseIterable {
    /// To 0 %.
    case rollback
    /// To the previous stage's percentage, and stop there.
    case stepBack
    /// Freeze where it is.
    case halt
}

/// A wait with an end.
package struct Deadline: Sendable, Equatable {
    /// What follows at the end of the wait.
    package enum Action: String, Sendable, CaseIterable {
        /// Keep holding.
        case hold
        /// Freeze.
        case halt
        /// To 0 %.
        case rollback
    }

    /// How long is waited.
    package var wait: Duration
    /// What then follows.
    package var then: Action
}

/// When the controller may raise the percentage.
package struct Window: Sendable, Equatable {
    /// Days of the week by their three-letter names, `mon` … `sun`.
    package var days: [String]
    /// Minutes after midnight at which it opens, 0–1,439.
    package var from: Int
    /// Minutes after midnight at which it closes, 0–1,440; earlier than `from` spans midnight.
    package var to: Int
    /// IANA name.
    package var timeZone: String

    /// The names of days that a plan may use, Monday first.
    package static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
}

/// How long a flag is meant to live.
package struct Lifecycle: Sendable, Equatable {
    /// Its kind.
    package enum Kind: String, Sendable, CaseIterable {
        /// To be removed after the rollout.
        case temporary
        /// To stay.
        case permanent
    }

    /// Temporary or permanent.
    package var kind: Kind
    /// When it should be gone.
    package var expiresAt: Moment?
}
