import Wire

/// Holds a metric against its source and against its guard's criterion.
struct MetricCheck {
    let context: PlanContext
    /// The guard.
    let parent: Fields
    /// Its metric, where it has one.
    let fields: Fields?

    /// How the source of this name answers; `nil`, with a finding where sources are known, when there is none.
    func shape(ofSource name: String?) -> PlanContext.SourceShape? {
        guard let sources = context.sources else { return nil }
        guard let name else {
            fault("source", "is missing, and the configuration names no defaultSource; name one of its sources")
            return nil
        }
        guard let shape = sources[name] else {
            let guess = Suggestion.phrase(for: name, among: sources.keys.sorted())
            fault("source", "the configuration has no metric source \(name.quoted)\(guess)")
            return nil
        }
        return shape
    }

    func check(_ question: Metric.Question, shape: PlanContext.SourceShape?, criterion: Guard.Criterion?) {
        switch (shape, question) {
        case (.queries, .parameters):
            fault("source", "this source answers queries only; give query, or errors and total")
        case (.counts, .value), (.value, .value), (.counts, .counts), (.value, .counts):
            fault("source", "this source takes no queries; its URL is in the configuration, a plan gives params")
        case (.queries, .value), (.queries, .counts), (.counts, .parameters), (.value, .parameters), (nil, _): break
        }
        guard let criterion else { return }
        switch (criterion, question) {
        case (.value, .counts):
            fault("errors", "these are counts, but min and max are held against one value; use query")
        case (.proportion, .value): fault("query", "this is one value, but a share needs counts; give errors and total")
        case (.conversion, .value), (.conversion, .counts):
            fault("source", "queries give no conversions; use a source whose report has them")
        case (.proportion(let share), .counts(let queries)):
            if share.control != nil, queries.controlTotal == nil {
                fault("controlTotal", "is missing; comparedToControl needs controlErrors and controlTotal")
            }
        case (.value, .value), (.value, .parameters), (.proportion, .parameters), (.conversion, .parameters): break
        }
    }

    func check(shape: PlanContext.SourceShape?, criterion: Guard.Criterion?) {
        switch (criterion, shape) {
        case (.value, .counts):
            fault("source", "this source answers with counts, but min and max need one value; name another")
        case (.proportion, .value), (.conversion, .value):
            fault("source", "this source answers with one value, but a share needs counts; name another")
        case (.value, .value), (.value, .queries), (.proportion, .counts), (.proportion, .queries),
            (.conversion, .counts), (.conversion, .queries), (nil, _), (_, nil):
            break
        }
        if let criterion, case .value = criterion, fields?["counts"] != nil {
            fault("counts", "is for counts only, and min and max are held against one value; leave it out")
        }
    }

    private func fault(_ key: String, _ message: String) {
        if let fields { fields.error(key, message) } else { parent.error("metric", message) }
    }
}
