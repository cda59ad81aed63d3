import Rollouts

/// What the template variables of a question stand for, before any encoding.
struct QuestionVariables: Sendable {
    let question: MetricQuestion

    /// The variables that are always numbers, and so may stand outside quotes.
    static let numeric = ["percentage", "stage", "sinceUnix", "untilUnix", "elapsed"]

    /// The text of a variable; `nil` for one that does not exist or that the plan gives no text for.
    subscript(name: String) -> String? {
        switch name {
        case "flag": question.flag
        case "percentage": question.percentage.text
        case "stage": String(question.stage)
        case "since": question.since.rfc3339
        case "until": question.until.rfc3339
        case "sinceUnix": String(question.since.seconds)
        case "untilUnix": String(question.until.seconds)
        case "elapsed": String(max(1, (question.until - question.since).components.seconds))
        case "entry": question.entry
        default: parameter(name)
        }
    }

    /// `template` with each place filled by `encode` of its text.
    ///
    /// - Throws: `malformed` that names a place without a text.
    func fill(_ template: Template, _ encode: (String) -> String) throws(ReadingFault) -> String {
        for case .variable(let name) in template.parts where self[name] == nil {
            throw ReadingFault(
                .malformed,
                "is not asked: nothing fills the place {\(name)}; give it in the plan's metric"
            )
        }
        return template.filled { self[$0].map(encode) }
    }

    private func parameter(_ name: String) -> String? {
        guard name.hasPrefix("params."), case .parameters(let texts) = question.metric.question else { return nil }
        return texts[String(name.dropFirst("params.".count))]
    }
}
