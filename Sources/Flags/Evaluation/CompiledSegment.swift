import Wire

/// A segment that is ready for evaluation.
struct CompiledSegment: Sendable {
    let segment: Segment
    /// What is wrong with it as it is stored; nobody is in a segment with a fault.
    let faults: [String]
    let rules: RuleSet
    /// Whether a rule is for the server only.
    let isForServerOnly: Bool

    init(_ stored: StoredSegment) {
        segment = stored.segment
        var faults = stored.faults.filter(\.isServedOff).map(\.description)
        var rules: [CompiledRule] = []
        for (position, rule) in segment.rules.enumerated() {
            do throws(RuleFault) {
                rules.append(try CompiledRule(rule))
            } catch {
                faults.append("rules[\(position)].value: \(error.message)")
            }
        }
        if segment.rules.isEmpty, faults.isEmpty { faults.append("rules: there are none; nobody is in it") }
        self.faults = faults
        self.rules = RuleSet(rules: rules, negatedMatchesMissing: true)
        isForServerOnly = rules.contains(where: \.isForServerOnly)
    }

    /// Whether the context is in the segment.
    func verdict(_ context: Context) -> Verdict {
        guard faults.isEmpty else { return .noMatch }
        guard let failure = rules.firstFailure(context) else { return .match }
        return failure.isUndecided ? .undecided : .noMatch
    }
}

/// The segments of one bulk evaluation that were looked at; without places it remembers nothing and allocates nothing.
struct SegmentMemo {
    private var verdicts: [Verdict?]

    /// Room for so many segments.
    init(count: Int = 0) { verdicts = count == 0 ? [] : Array(repeating: nil, count: count) }

    /// The verdict on the segment at `position`.
    mutating func verdict(_ position: Int, of segments: [CompiledSegment], _ context: Context) -> Verdict {
        guard verdicts.indices.contains(position) else { return segments[position].verdict(context) }
        if let known = verdicts[position] { return known }
        let verdict = segments[position].verdict(context)
        verdicts[position] = verdict
        return verdict
    }
}
