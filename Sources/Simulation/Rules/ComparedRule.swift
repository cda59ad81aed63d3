import Rollouts

/// A way of deciding that a simulation is compared on: Rampart's own, or one that is in use elsewhere.
package enum ComparedRule: String, Sendable, CaseIterable {
    /// Rampart's judge.
    case rampart
    /// The observed rate against the limit, once, at a stage's end.
    case threshold
    /// A budget of failed checks, as Flagger has it.
    case failedChecks
    /// A limit of failed measurements, as the analysis of Argo Rollouts has it.
    case failureLimit

    /// The rules beside Rampart's own.
    package static let others: [ComparedRule] = [.threshold, .failedChecks, .failureLimit]

    /// The time between two looks of the rules that look at intervals, a minute: the counts of one look are its own.
    package static let interval = Duration.seconds(60)
    /// Failed checks that roll back.
    package static let checks = 5
    /// More failed measurements than these roll back.
    package static let failures = 3
    /// More looks in a row without an outcome than these roll back, which is an error of the measurement there.
    package static let emptyLooks = 4

    /// For people, with its parameters.
    package var title: String {
        switch self {
        case .rampart: "Rampart"
        case .threshold: "threshold at the stage's end"
        case .failedChecks: "Flagger-style: threshold \(Self.checks), interval 1m"
        case .failureLimit: "Argo-style: failureLimit \(Self.failures), consecutiveErrorLimit \(Self.emptyLooks), interval 1m"
        }
    }
}

/// A rule that looks at counts; the limit is the strictest of the plan's in the stage.
protocol CountingRule {
    /// Takes what came since the look before; whether it rolls back.
    mutating func look(_ new: ArmCounts, limit: Proportion.Limit) -> Bool

    /// The stage's time is up: takes what came in all of it; whether it rolls back.
    func leave(_ all: ArmCounts, limit: Proportion.Limit) -> Bool
}

/// Nothing until the stage's end.
struct ThresholdRule: CountingRule {
    mutating func look(_ new: ArmCounts, limit: Proportion.Limit) -> Bool { false }

    func leave(_ all: ArmCounts, limit: Proportion.Limit) -> Bool {
        all.exposures > 0 && !limit.isMet(errors: all.errors, trials: all.exposures)
    }
}

/// So many failed looks over the whole rollout; a look without outcomes counts as none.
struct FailedChecksRule: CountingRule {
    private var failed = 0

    mutating func look(_ new: ArmCounts, limit: Proportion.Limit) -> Bool {
        if new.exposures > 0, !limit.isMet(errors: new.errors, trials: new.exposures) { failed += 1 }
        return failed >= ComparedRule.checks
    }

    func leave(_ all: ArmCounts, limit: Proportion.Limit) -> Bool { false }
}

/// More failed looks than a limit over the whole rollout, or too many without outcomes in a row.
struct FailureLimitRule: CountingRule {
    private var failed = 0
    private var empty = 0

    mutating func look(_ new: ArmCounts, limit: Proportion.Limit) -> Bool {
        guard new.exposures > 0 else {
            empty += 1
            return empty > ComparedRule.emptyLooks
        }
        empty = 0
        if !limit.isMet(errors: new.errors, trials: new.exposures) { failed += 1 }
        return failed > ComparedRule.failures
    }

    func leave(_ all: ArmCounts, limit: Proportion.Limit) -> Bool { false }
}
