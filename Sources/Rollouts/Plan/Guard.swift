/// A condition that is watched in every stage, or in some.
package struct Guard: Sendable, Equatable {
    /// Unique in its plan, for people and as the key of its state.
    package var name: String
    /// What is asked.
    package var metric: Metric
    /// What the answer is held against.
    package var criterion: Criterion
    /// What follows its breach.
    package var onBreach: BreachAction
    /// The time between two of its readings, at least a second.
    package var interval: Duration
    /// What follows when no reading was usable for so long.
    package var noData: Deadline
    /// Indexes of the stages it is watched in; `nil` is every stage.
    package var stages: Set<Int>?
    /// How many outcomes one user can cause together, at least 1.
    package var eventsPerUser: Double
    /// What shows that it has passed.
    package var pass: Pass

    /// The name of the guard that stages' `minSuccessRate` stand for.
    package static let stageGuardName = "success rate"

    /// Whether it is watched in the stage at `index`.
    package func applies(inStage index: Int) -> Bool {
        guard stages?.contains(index) ?? true else { return false }
        guard case .proportion(let proportion) = criterion, proportion.control == nil else { return true }
        return proportion.limit(inStage: index) != nil
    }

    /// How a guard is shown to have passed.
    package enum Pass: String, Sendable, CaseIterable {
        /// The entry's observed figure meets the limit.
        case estimate
        /// The pass is shown with 95 % confidence.
        case evidence
    }

    /// The limit of a guard, one kind of four.
    package enum Criterion: Sendable, Equatable {
        /// A share of failed outcomes.
        case proportion(Proportion)
        /// The least share of exposed users that converts, 0–1; only gates the advance.
        case conversion(Double)
        /// Any number from a query.
        case value(ValueBounds)

        /// Whether it spends part of the plan's chance of a false alarm.
        package var watchesHarm: Bool {
            switch self {
            case .proportion: true
            case .conversion, .value: false
            }
        }
    }
}

/// A share of failed outcomes, held against a limit, against control, or both.
package struct Proportion: Sendable, Equatable {
    /// A limit as it was written, so that a figure exactly at it meets it.
    package enum Limit: Sendable, Equatable {
        /// Not above this share of errors.
        case maxErrorRate(Double)
        /// Not below this share of successes.
        case minSuccessRate(Double)

        /// The probability of an error at the limit, 0–1.
        package var errorRate: Double {
            switch self {
            case .maxErrorRate(let rate): rate
            case .minSuccessRate(let rate): 1 - rate
            }
        }

        /// Whether `errors` among `trials` (above zero) meet the limit.
        package func isMet(errors: Int, trials: Int) -> Bool {
            switch self {
            case .maxErrorRate(let rate): Double(errors) / Double(trials) <= rate
            case .minSuccessRate(let rate): Double(trials - errors) / Double(trials) >= rate
            }
        }
    }

    /// How the exposed may compare with control.
    package struct Comparison: Sendable, Equatable {
        /// ρ: how many times control's rate of errors the exposed may have without harm.
        package var maxRatio: Double
        /// How far above `maxRatio` an observed ratio still passes.
        package var margin: Double

        /// The ratio that an observed one must not exceed to pass.
        package var passRatio: Double { maxRatio * (1 + margin) }
    }

    /// The limit in every stage, or where it depends on the stage, in each (`nil`: none there).
    package var limits: [Limit?]
    /// Against control, where wanted.
    package var control: Comparison?

    /// One limit for every stage.
    package init(limit: Limit?, control: Comparison? = nil) {
        limits = [limit]
        self.control = control
    }

    /// A limit for each stage.
    package init(stageLimits: [Limit?]) {
        limits = stageLimits
        control = nil
    }

    /// The limit in the stage at `index`.
    package func limit(inStage index: Int) -> Limit? {
        guard limits.count > 1 else { return limits.first ?? nil }
        return limits.indices.contains(index) ? limits[index] : nil
    }

    /// How many separate tests watch for harm: their share of the guard's chance of a false alarm.
    package var tests: Int { (limits.contains { $0 != nil } ? 1 : 0) + (control == nil ? 0 : 1) }
}

/// Bounds of a value, with how many failed readings are borne.
package struct ValueBounds: Sendable, Equatable {
    /// Not below this.
    package var min: Double?
    /// Not above this.
    package var max: Double?
    /// The breach is more than so many failed readings in the entry; `nil`: not counted.
    package var failureLimit: Int?
    /// The breach is so many failed readings in a row; `nil`: not counted.
    package var consecutiveFailureLimit: Int?
    /// Usable readings needed to pass.
    package var minReadings: Int

    /// Whether `value` lies inside; NaN never does.
    package func contains(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if let min, value < min { return false }
        if let max, value > max { return false }
        return true
    }
}

/// What is asked of a metric source.
package struct Metric: Sendable, Equatable {
    /// The question.
    package enum Question: Sendable, Equatable {
        /// The source's own report, with texts for the `{params.NAME}` places of its URL.
        case parameters([String: String])
        /// A query that gives one value.
        case value(Template)
        /// Queries that give counts.
        case counts(CountQueries)
    }

    /// Queries for counts: errors and totals of the exposed, and of control where it is compared with.
    package struct CountQueries: Sendable, Equatable {
        /// Exposed users' errors.
        package var errors: Template
        /// Exposed users' outcomes.
        package var total: Template
        /// Control's errors.
        package var controlErrors: Template?
        /// Control's outcomes.
        package var controlTotal: Template?
    }

    /// How the counts of a source are to be read.
    package enum Counting: String, Sendable, CaseIterable {
        /// Counts since the stage's entry.
        case window
        /// Ever-growing counters, baselined at the entry.
        case total
    }

    /// A source named in the configuration; `nil` is the configuration's default.
    package var source: String?
    /// The question.
    package var question: Question
    /// How counts are read.
    package var counting: Counting
}
