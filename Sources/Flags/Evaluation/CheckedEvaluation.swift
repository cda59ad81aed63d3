/// An evaluation whose answer also hangs on server-side checks: which to ask, and what follows from their answers.
///
/// Asking is done above; nothing here waits.
package struct CheckedEvaluation: Sendable {
    /// What came of asking one check.
    package enum Answer: Sendable, Equatable {
        /// It allows.
        case allowed
        /// It denies, failed or was late; with the reason for a person.
        case denied(String)
    }

    /// The evaluation without the checks.
    package let evaluation: Evaluation
    /// The checks to ask, each once; none where the flag is off anyway.
    package let needed: [String]

    /// An evaluation that is to hang on `checks`.
    package init(_ evaluation: Evaluation, checks: [String]) {
        self.evaluation = evaluation
        var seen: Set<String> = []
        needed = evaluation.isOn ? checks.filter { seen.insert($0).inserted } : []
    }

    /// The answer: the evaluation where every needed check allows, otherwise the default variant with the first check,
    /// in the order of asking, that does not. A check without an answer denies.
    package func settled(_ answers: [String: Answer]) -> Evaluation {
        for check in needed {
            switch answers[check] {
            case .allowed: continue
            case .denied(let why): return denied(check, why)
            case nil: return denied(check, "it was not answered")
            }
        }
        return evaluation
    }

    private func denied(_ check: String, _ why: String) -> Evaluation {
        var evaluation = evaluation
        evaluation.denial = Evaluation.Denial(check: check, why: why)
        return evaluation
    }
}
