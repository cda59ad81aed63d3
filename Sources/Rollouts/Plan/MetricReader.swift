import Wire

/// Reads what a guard asks of its source.
struct MetricReader {
    static let keys = ["source", "params", "query", "errors", "total", "controlErrors", "controlTotal", "counts"]
    static let countKeys = ["errors", "total", "controlErrors", "controlTotal"]

    let context: PlanContext
    let findings: Findings

    /// The metric of the guard `parent`, held against its criterion where that could be read.
    func metric(_ parent: Fields, criterion: Guard.Criterion?) -> Metric {
        var metric = Metric(source: context.defaultSource, question: .parameters([:]), counting: .window)
        let fields = parent.fields("metric", known: Self.keys)
        if parent["metric"] != nil, fields == nil { return metric }
        let isSourceRead = fields?["source"] == nil || fields?["source"]?.string != nil
        metric.source = fields?.string("source") ?? context.defaultSource
        metric.counting = fields?.choice("counts") ?? .window
        let question = fields.map { self.question($0) } ?? .parameters([:])
        metric.question = question ?? metric.question
        let check = MetricCheck(context: context, parent: parent, fields: fields)
        let shape = isSourceRead ? check.shape(ofSource: metric.source) : nil
        if let question { check.check(question, shape: shape, criterion: criterion) }
        check.check(shape: shape, criterion: criterion)
        return metric
    }

    /// `nil`, with a finding, where it cannot be read.
    private func question(_ fields: Fields) -> Metric.Question? {
        let counts = Self.countKeys.filter { fields[$0] != nil }
        let isQueried = fields["query"] != nil || !counts.isEmpty
        guard isQueried else { return .parameters(parameters(fields)) }
        if fields["params"] != nil {
            fields.error("params", "is for the URL of a source without queries; write the texts into the queries")
            _ = parameters(fields)
        }
        let templates = (["query"] + Self.countKeys).map { template(fields, $0) }
        if fields["query"] != nil {
            if let extra = counts.first {
                fields.error(extra, "query is there already; a metric is either one value or counts")
                return nil
            }
            return templates[0].map(Metric.Question.value)
        }
        for key in ["errors", "total"] where fields[key] == nil {
            fields.error(key, "is missing; counts need both errors and total")
        }
        if (fields["controlErrors"] == nil) != (fields["controlTotal"] == nil) {
            let missing = fields["controlErrors"] == nil ? "controlErrors" : "controlTotal"
            fields.error(missing, "is missing; control needs both controlErrors and controlTotal")
            return nil
        }
        guard let errors = templates[1], let total = templates[2] else { return nil }
        return .counts(
            Metric.CountQueries(
                errors: errors,
                total: total,
                controlErrors: templates[3],
                controlTotal: templates[4]
            )
        )
    }

    private func template(_ fields: Fields, _ key: String) -> Template? {
        guard let text = fields.string(key) else { return nil }
        if text.isEmpty { fields.error(key, "is empty; write a query") }
        let template = Template(text)
        var seen: Set<String> = []
        for name in template.unknownVariables() where seen.insert(name).inserted && !findings.isFull {
            fields.error(key, unknown(name))
        }
        return template
    }

    private func unknown(_ name: String) -> String {
        let variable = "unknown variable {\(name.clipped)}"
        if name.hasPrefix("params.") { return "\(variable); params are for a source's URL, write the text itself here" }
        let guess = Suggestion.phrase(for: name, among: Template.variables)
        guard guess.isEmpty else { return variable + guess }
        return "\(variable); a query may hold \(Template.variables.map { "{\($0)}" }.joined(separator: ", "))"
    }

    private func parameters(_ fields: Fields) -> [String: String] {
        guard let inner = fields.fields("params", known: nil) else { return [:] }
        var parameters: [String: String] = [:]
        for name in inner.names {
            if let text = inner.string(name) { parameters[name] = text }
        }
        return parameters
    }
}
