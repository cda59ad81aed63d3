import Flags
import Wire

/// One evaluation as `/api/feature-flags` tells it in full.
struct EvaluationAnswer {
    private let evaluation: Evaluation

    init(_ evaluation: Evaluation) { self.evaluation = evaluation }

    /// `variant` and `value` where there are any, `enabled`, `reason`, and for an error its code and a sentence.
    var json: JSON { .object(members + error) }

    /// The same with a sentence on which step gave the answer, and the check that denied.
    var explained: JSON {
        let check: JSON? = if case .check(let name) = evaluation.cause { JSON(name) } else { nil }
        return .object(
            [("key", JSON(evaluation.key))] + members
                + [
                    ("errorCode", evaluation.errorCode.map { JSON($0.rawValue) }), ("check", check),
                    ("message", JSON(evaluation.details)),
                ]
        )
    }

    private var members: [(String, JSON?)] {
        [
            ("variant", evaluation.value == nil ? nil : JSON(evaluation.variant)), ("value", evaluation.value),
            ("enabled", JSON(evaluation.isOn)), ("reason", JSON(evaluation.reason.rawValue)),
        ]
    }

    private var error: [(String, JSON?)] {
        guard let code = evaluation.errorCode else { return [] }
        return [("errorCode", JSON(code.rawValue)), ("message", JSON(evaluation.details))]
    }
}
