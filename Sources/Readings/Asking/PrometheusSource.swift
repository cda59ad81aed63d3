import Logging
import Rollouts

/// A source that answers instant queries in PromQL.
struct PrometheusSource: MetricSource {
    let channel: SourceChannel
    let method: SourceSettings.Method
    let logger: Logger

    /// Appended to the configured path.
    static let route = "/api/v1/query"

    func read(_ question: MetricQuestion) async -> Reading.Outcome {
        do throws(ReadingFault) {
            switch question.metric.question {
            case .value(let query):
                return try PrometheusFigures.value(try await sample(query, question))
            case .counts(let queries):
                return try await counts(queries, question)
            case .parameters:
                throw ReadingFault(
                    .malformed,
                    "answers queries only; give query, or errors and total, in the plan's metric"
                )
            }
        } catch {
            return error.outcome(host: channel.settings.url.host)
        }
    }

    private func counts(
        _ queries: Metric.CountQueries,
        _ question: MetricQuestion
    ) async throws(ReadingFault) -> Reading.Outcome {
        async let errors = result(queries.errors, question)
        async let total = result(queries.total, question)
        async let controlErrors = result(question.wantsControl ? queries.controlErrors : nil, question)
        async let controlTotal = result(question.wantsControl ? queries.controlTotal : nil, question)
        let treatment = try PrometheusFigures.counts(errors: await errors.get(), total: await total.get())
        let controlSamples = (errors: try await controlErrors.get(), total: try await controlTotal.get())
        // Without control's series the counts of the exposed are worth having all the same.
        guard controlSamples.total?.isNaN == false else { return .counts(treatment: treatment, control: nil) }
        let control = try PrometheusFigures.counts(
            errors: controlSamples.errors,
            total: controlSamples.total,
            arm: "control "
        )
        return .counts(treatment: treatment, control: control)
    }

    /// As a value, since a child task's error has no type.
    private func result(_ query: Template?, _ question: MetricQuestion) async -> Result<Double?, ReadingFault> {
        guard let query else { return .success(nil) }
        do throws(ReadingFault) {
            return .success(try await sample(query, question))
        } catch {
            return .failure(error)
        }
    }

    private func sample(_ query: Template, _ question: MetricQuestion) async throws(ReadingFault) -> Double? {
        let request = try request(query, question)
        let answer = try PrometheusAnswer(await channel.answer(to: request))
        if !answer.warnings.isEmpty {
            logger.debug(
                "the metric source warns of a query",
                metadata: ["flag": "\(question.flag)", "warnings": .array(answer.warnings.map { .string($0) })]
            )
        }
        return answer.sample
    }

    private func request(_ query: Template, _ question: MetricQuestion) throws(ReadingFault) -> SourceRequest {
        let variables = QuestionVariables(question: question)
        let text = HTTPText.percentEncoded(try PromQL.filled(query, variables))
        let form = "query=\(text)&time=\(Self.time(question.until))"
        let url = channel.settings.url
        switch method {
        case .get:
            return SourceRequest(
                method: "GET",
                url: try SourceRequest.url(of: url, variables, appending: Self.route, query: form)
            )
        case .post:
            return SourceRequest(
                method: "POST",
                url: try SourceRequest.url(of: url, variables, appending: Self.route),
                body: Array(form.utf8),
                contentType: "application/x-www-form-urlencoded"
            )
        }
    }

    /// Seconds since 1970 with milliseconds.
    static func time(_ moment: Moment) -> String {
        let (seconds, rest) = max(0, moment.milliseconds).quotientAndRemainder(dividingBy: 1000)
        let digits = String(rest)
        return "\(seconds).\(String(repeating: "0", count: 3 - digits.utf8.count))\(digits)"
    }
}
