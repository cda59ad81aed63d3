package import Rollouts
package import Wire

/// What an order came to.
package struct OrderResult: Sendable, Equatable {
    /// The flag.
    package var flag: String
    /// The order.
    package var order: Order
    /// Where the rollout is now; `nil` where the flag was turned on again and no rollout drives it.
    package var phase: Phase?
    /// What the flag had before, and what it has now; `nil` where the order does not know.
    package var percentage: (before: Percentage, after: Percentage)?
    /// Index of the stage under way.
    package var stage: Int?
    /// The log's entry; `nil` where nothing had to be changed.
    package var revision: String?
    /// How many replicas surely have it, where that was asked.
    package var replicas: Int?

    /// What `event`, the log's entry `revision`, did.
    init(_ order: Order, _ event: RolloutEvent, revision: String, replicas: Int? = nil) {
        self.init(order, flag: event.flag, phase: event.to.phase, revision: revision, replicas: replicas)
        percentage = (event.from.percentage, event.to.percentage)
        stage = event.to.stage
    }

    /// What was done to a flag that an order knows no more of.
    init(_ order: Order, flag: String, phase: Phase?, revision: String?, replicas: Int? = nil) {
        self.flag = flag
        self.order = order
        self.phase = phase
        self.revision = revision
        self.replicas = replicas
    }

    /// For a person, without a full stop.
    package var sentence: String {
        outcome + (replicas.map { "; \($0) \($0 == 1 ? "replica has" : "replicas have") it" } ?? "")
    }

    private var outcome: String {
        guard let phase else { return "\(flag) is as it was before the kill" }
        guard order != .kill else {
            return revision == nil ? "\(flag) was off already; published again" : "\(flag) is off; restore brings it back"
        }
        guard let percentage else { return "\(flag) is \(phase.rawValue)" }
        let move = percentage.before == percentage.after ? "at" : "\(percentage.before) →"
        return "\(flag) is \(phase.rawValue), \(move) \(percentage.after)"
    }

    /// For a program.
    package var json: JSON {
        .object([
            ("flag", JSON(flag)), ("order", JSON(order.rawValue)), ("phase", phase.map { JSON($0.rawValue) }),
            ("percentageBefore", percentage?.before.json), ("percentage", percentage?.after.json),
            ("stage", stage.map { JSON($0) }), ("revision", revision.map { JSON($0) }),
            ("replicas", replicas.map { JSON($0) }), ("message", JSON(sentence)),
        ])
    }

    /// Whether both came to the same.
    package static func == (one: OrderResult, other: OrderResult) -> Bool { one.json == other.json }
}
