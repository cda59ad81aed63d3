import Wire

/// Reads what a guard's readings are held against: one kind of criterion, and the keys that go with it.
struct CriterionReader {
    static let shareKeys = ["minSuccessRate", "maxErrorRate", "comparedToControl"]
    static let valueKeys = ["min", "max"]
    /// Keys that only a value guard takes.
    static let valueOnly = ["failureLimit", "consecutiveFailureLimit", "minReadings"]
    /// Keys that only a share takes.
    static let shareOnly = ["eventsPerUser", "pass"]
    static let remedy =
        "a share (minSuccessRate, maxErrorRate, comparedToControl), minConversionRate, or a value (min, max)"

    let fields: Fields
    let findings: Findings

    func criterion() -> Guard.Criterion? {
        let isShare = Self.shareKeys.contains { fields[$0] != nil }
        let isValue = Self.valueKeys.contains { fields[$0] != nil }
        let isConversion = fields["minConversionRate"] != nil
        switch (isShare, isConversion, isValue) {
        case (false, false, false):
            findings.error(fields.path, at: fields.object.place, "has no criterion; give it \(Self.remedy)")
            return nil
        case (true, false, false):
            refuseValueKeys()
            return proportion()
        case (false, true, false):
            refuseValueKeys()
            refuseShareKeys()
            if fields["onBreach"] != nil {
                fields.error(
                    "onBreach",
                    "a conversion guard only gates the advance and is never breached; leave it out"
                )
            }
            return fields.number("minConversionRate", in: 0...1).map(Guard.Criterion.conversion)
        case (false, false, true):
            refuseShareKeys()
            return bounds()
        case (true, true, _), (true, _, true), (_, true, true):
            findings.error(fields.path, at: fields.object.place, "mixes kinds of criterion; keep one: \(Self.remedy)")
            return nil
        }
    }

    private func refuseValueKeys() {
        for key in Self.valueOnly where fields[key] != nil {
            fields.error(key, "is for value guards (min, max) only; leave it out")
        }
    }

    private func refuseShareKeys() {
        for key in Self.shareOnly where fields[key] != nil {
            fields.error(key, "is for shares (minSuccessRate, maxErrorRate, comparedToControl) only; leave it out")
        }
    }

    private func proportion() -> Guard.Criterion? {
        if fields["minSuccessRate"] != nil, fields["maxErrorRate"] != nil {
            fields.error("maxErrorRate", "minSuccessRate is there already; keep one of the two")
        }
        let least = fields.number("minSuccessRate", in: 0...1).map(Proportion.Limit.minSuccessRate)
        let most = fields.number("maxErrorRate", in: 0...1).map(Proportion.Limit.maxErrorRate)
        let comparison = fields.fields("comparedToControl", known: ["maxRatio", "margin"]).map { inner in
            let ratio = inner.number("maxRatio", in: 0...1000) ?? 1
            if ratio <= 0 { inner.error("maxRatio", "must be above 0; 1 allows as many errors as control has") }
            return Proportion.Comparison(maxRatio: ratio, margin: inner.number("margin", in: 0...100) ?? 0.5)
        }
        guard least != nil || most != nil || comparison != nil else { return nil }
        return .proportion(Proportion(limit: least ?? most, control: comparison))
    }

    private func bounds() -> Guard.Criterion? {
        let min = fields.number("min")
        let max = fields.number("max")
        if let min, let max, min > max { fields.error("max", "is below min, so no value could pass; raise it") }
        let consecutive = fields.integer("consecutiveFailureLimit", in: 1...1_000_000)
        // A plan that only counts failures in a row does not mean "and none at all".
        let total = fields.integer("failureLimit", in: 0...1_000_000) ?? (consecutive == nil ? 0 : nil)
        let bounds = ValueBounds(
            min: min,
            max: max,
            failureLimit: total,
            consecutiveFailureLimit: consecutive,
            minReadings: fields.integer("minReadings", in: 1...1_000_000) ?? 3
        )
        return min == nil && max == nil ? nil : .value(bounds)
    }
}
