import Wire

extension Evaluation {
    /// The step of the evaluation that gave the answer, finer than ``Evaluation/reason``.
    package enum Cause: Sendable, Equatable {
        /// There is no such flag.
        case unknown
        /// The stored flag cannot be read, or refers to something impossible.
        case broken
        /// The flag is not enabled.
        case disabled
        /// Another flag does not serve what this one asks, or cannot be evaluated for the context.
        case prerequisite(String)
        /// The context is in none of the segments of the rollout's stage.
        case rolloutSegments
        /// The rule at this position does not hold.
        case rule(Int)
        /// The context is in none of the flag's segments.
        case segments
        /// The attribute that is hashed is missing.
        case keyMissing(String)
        /// The rollout does not reach the context.
        case outsideRollout
        /// The rollout reaches the context.
        case inRollout
        /// A server-side check denied.
        case check(String)
    }

    /// Which step gave the answer.
    package var cause: Cause {
        guard let flag else { return .unknown }
        if let denial { return .check(denial.check) }
        switch outcome.step {
        case .broken, .circle: return .broken
        case .disabled: return .disabled
        case .prerequisite(let position), .prerequisiteKeyMissing(let position):
            let prerequisites = flag.flag.prerequisites
            return .prerequisite(prerequisites.indices.contains(position) ? prerequisites[position].flag : "")
        case .rolloutSegments: return .rolloutSegments
        case .rule(let position): return .rule(position)
        case .segments: return .segments
        case .keyMissing: return .keyMissing(flag.flag.bucketBy)
        case .outside: return .outsideRollout
        case .inside: return .inRollout
        }
    }

    /// A sentence for a person about the answer; OFREP's `errorDetails` where there is an error.
    package var details: String {
        let sentence = sentence
        guard outcome.isUndecided else { return sentence }
        return sentence + "; a pattern ran into its bounds on the way, and its rule counts as one that does not hold"
    }

    private var sentence: String {
        guard let flag else { return "there is no flag \(key.quoted)" }
        if let denial { return "the check \(denial.check.quoted) denied: \(denial.why)" }
        switch outcome.step {
        case .broken: return "the flag as it is stored cannot be used: " + flag.faults.joined(separator: "; ")
        case .disabled: return "the flag is not enabled"
        case .circle: return "the flag's prerequisites lead in a circle"
        case .prerequisite(let position):
            let wanted = flag.flag.prerequisites[position]
            return "the flag \(wanted.flag.quoted) does not serve \(wanted.variant.quoted)"
        case .prerequisiteKeyMissing(let position):
            return "the flag \(flag.flag.prerequisites[position].flag.quoted) needs an attribute that is missing"
        case .rolloutSegments:
            return "the rollout is limited to segments that the context is not in: \(Self.list(flag.flag.rolloutSegments))"
        case .rule(let position):
            let rule = flag.flag.targeting[position]
            return "the rule \(position) on \(rule.attribute.quoted) does not hold"
        case .segments: return "the context is in none of the flag's segments: \(Self.list(flag.flag.segments))"
        case .keyMissing:
            let name = flag.flag.bucketBy
            return AttributePath(name).isUser
                ? "the flag is rolled out by the user's id: send targetingKey or userId, a text that is not empty"
                : "the flag is rolled out by \(name.quoted): send it, a text that is not empty or a whole number"
        case .outside(let bucketed): return bucketed ? "outside of the rollout" : "the rollout is at 0 %"
        case .inside(let bucketed, let gated):
            return bucketed ? "within the rollout" : gated ? "all conditions hold" : "served to everybody"
        }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(5).map(\.quoted).joined(separator: ", ") + (names.count > 5 ? " …" : "")
    }
}
