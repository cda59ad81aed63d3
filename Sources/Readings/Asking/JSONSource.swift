import Rollouts

/// A source that answers with any JSON, read where the configuration points.
struct JSONSource: MetricSource {
    let channel: SourceChannel
    let shape: AnswerShape
    let method: SourceSettings.Method
    let body: Template?

    func read(_ question: MetricQuestion) async -> Reading.Outcome {
        do throws(ReadingFault) {
            if question.wantsConversions {
                throw ReadingFault(.malformed, "counts no conversions; name a source of kind report for them")
            }
            let request = try self.request(question.parameterVariables())
            return try PointedAnswer(
                json: await channel.answer(to: request),
                shape: shape,
                wantsControl: question.wantsControl
            ).outcome()
        } catch {
            return error.outcome(host: channel.settings.url.host)
        }
    }

    private func request(_ variables: QuestionVariables) throws(ReadingFault) -> SourceRequest {
        var request = SourceRequest(
            method: method.rawValue,
            url: try SourceRequest.url(of: channel.settings.url, variables)
        )
        if method == .post {
            let text =
                try body.map { template throws(ReadingFault) in try variables.fill(template, JSONBody.escaped) } ?? ""
            request.body = Array(text.utf8)
            request.contentType = "application/json"
        }
        return request
    }
}
