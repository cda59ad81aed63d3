import Rollouts

/// A source that answers with an outcome report.
struct ReportSource: MetricSource {
    let channel: SourceChannel

    func read(_ question: MetricQuestion) async -> Reading.Outcome {
        do throws(ReadingFault) {
            let url = channel.settings.url
            let request = try SourceRequest(
                method: "GET",
                url: SourceRequest.url(of: url, question.parameterVariables())
            )
            return try ReportAnswer(
                json: await channel.answer(to: request),
                wantsControl: question.wantsControl,
                wantsConversions: question.wantsConversions
            ).outcome()
        } catch {
            return error.outcome(host: channel.settings.url.host)
        }
    }
}

extension MetricQuestion {
    /// The variables for a source whose address is its query.
    ///
    /// - Throws: `malformed` for a question in a query language.
    func parameterVariables() throws(ReadingFault) -> QuestionVariables {
        switch metric.question {
        case .parameters: return QuestionVariables(question: self)
        case .value, .counts:
            throw ReadingFault(
                .malformed,
                "takes no queries; remove them from the plan's metric, or name another source"
            )
        }
    }
}
