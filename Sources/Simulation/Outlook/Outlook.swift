package import Rollouts

/// How soon a plan would catch harm at a given traffic, and how many users would see an error first.
///
/// Each stage and guard is tried alone, from a fresh attempt that begins with the stage, with harm from its first user on.
/// Readings come at the plan's interval; a source that may be asked sooner catches much harm sooner.
package struct Outlook: Sendable {
    /// How much worse than allowed the exposed fail.
    package enum Worsening: Sendable, Hashable, CaseIterable {
        /// Twice as often.
        case twofold
        /// Five times as often.
        case fivefold
        /// Always.
        case total

        /// For people: `2×`.
        package var title: String {
            switch self {
            case .twofold: "2×"
            case .fivefold: "5×"
            case .total: "everything fails"
            }
        }

        func rate(limit: Double) -> Double {
            switch self {
            case .twofold: min(1, 2 * limit)
            case .fivefold: min(1, 5 * limit)
            case .total: 1
            }
        }
    }

    /// One guard in one stage.
    package struct Cell: Sendable {
        /// Index of the stage.
        package let stage: Int
        /// Its position.
        package let position: Stage.Position
        /// Its time.
        package let duration: Duration
        /// The guard.
        package let guardName: String
        /// The share of errors that is allowed, 0–1; of a guard that only compares, what the control would make of it.
        package let limit: Double
        /// Exposed users that are expected in the stage.
        package let expected: Double
        /// Exposed outcomes that the stage needs before it may pass.
        package let needed: Int
        /// What comes of each worsening, in the order of `Worsening.allCases`.
        package let detections: [Detection]
    }

    /// How a worsening is caught within the stage's time.
    package struct Detection: Sendable {
        /// The worsening.
        package let worsening: Worsening
        /// The share of errors that it makes, 0–1.
        package let rate: Double
        /// The share of runs that caught it, 0–1.
        package let caught: Double
        /// Seconds until then in the middle run of those; `nil` where fewer than half caught it.
        package let seconds: Double?
        /// Users who saw an error first in that run; `nil` likewise.
        package let harmed: Double?
        /// The same by Wald's bound: no test that knows the harm needs fewer in the mean. Whole users and whole readings
        /// come on top.
        package let bound: Double
    }

    /// The share of errors that control is taken for where a guard only compares with it.
    package static let assumedControl = 0.01
    /// Readings that the whole of the simulation may take: about a second's work.
    private static let mostReadings = 12_000_000

    /// A cell for each stage with a duration and each guard that is watched in it.
    package let cells: [Cell]
    /// The share of runs that rolled back though every stage failed exactly as often as its limit allows, 0–1; `nil` where
    /// no guard has a limit.
    package let falseRollbacks: Double?
    /// The runs that it was counted in.
    package let falseRollbackRuns: Int
    /// The most that it may be: 1 − the plan's confidence.
    package let allowedFalseRollbacks: Double

    /// The outlook of `plan` at this traffic.
    package init(plan: Plan, users: UserRate, seed: UInt64 = 1) {
        let simulated = SimulatedPlan(plan)
        let pairs = simulated.plan.stages.indices.flatMap { stage in
            simulated.plan.guards(inStage: stage).map { (stage: stage, condition: $0) }
        }.filter { simulated.plan.stages[$0.stage].duration > .zero }
        let readings = pairs.reduce(0) { sum, pair in
            sum + Worsening.allCases.count * Self.readings(simulated.plan.stages[pair.stage], pair.condition)
        }
        let runs = min(300, max(20, Self.mostReadings / 2 / max(1, readings)))
        cells = pairs.map { pair in
            Probe(simulated: simulated, stage: pair.stage, condition: pair.condition, users: users, seed: seed)
                .cell(runs: runs)
        }
        let all = simulated.plan.stages.reduce(0) { $0 + $1.duration.milliseconds / simulated.interval }
        falseRollbackRuns = min(1000, max(20, Self.mostReadings / 2 / max(1, all)))
        falseRollbacks = FalseAlarms(simulated: simulated, users: users, seed: seed).share(runs: falseRollbackRuns)
        allowedFalseRollbacks = 1 - plan.confidence
    }

    private static func readings(_ stage: Stage, _ condition: Guard) -> Int {
        stage.duration.milliseconds / max(1, condition.interval.milliseconds)
    }

    /// What an author should know before the rollout, a sentence each without a full stop.
    package var warnings: [String] { cells.flatMap(\.warnings) }
}

extension Outlook.Cell {
    /// Where the stage is too short, or the traffic too thin.
    var warnings: [String] {
        var sentences: [String] = []
        let place = "stage \(stage + 1) (\(position)), \(guardName)"
        if expected < Double(max(1, needed)) {
            sentences.append(
                "\(place): this stage cannot decide at this traffic in its duration: about "
                    + "\(Figures.count(Int(expected))) outcomes come in \(duration.planText), it needs \(Figures.count(needed)) "
                    + "before it may pass"
            )
        }
        if let twofold = detections.first(where: { $0.worsening == .twofold }), twofold.seconds == nil, limit > 0 {
            sentences.append(
                "\(place): twice the allowed errors would not be caught in \(duration.planText) at this traffic "
                    + "(\(Figures.percent(twofold.caught)) of the runs did); make the stage longer or its percentage higher"
            )
        }
        return sentences
    }
}
