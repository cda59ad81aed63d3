package import Wire

/// Finds out whether anybody can be in a segment at all, and whether anybody can be in two at once.
///
/// Nothing is claimed without grounds: an overlap comes with a context that the evaluator itself found to be in, a
/// contradiction with an attribute whose rules exclude each other; where neither is found, the answer is `unknown`.
package enum SegmentAnalysis {
    /// What came of looking for a context that meets all rules.
    package enum Finding: Sendable, Equatable {
        /// There is such a context; this is one.
        case possible(JSON)
        /// There is none: no value of this attribute, nor its absence, meets all its rules. Without an attribute: a segment
        /// has no rules, and nobody is in it.
        case impossible(attribute: String)
        /// Neither was found; the rules on this attribute are the reason.
        case unknown(attribute: String)
    }

    /// Two segments and whether a context can be in both.
    package struct Pair: Sendable, Equatable {
        /// The id of the one.
        package let one: String
        /// The id of the other.
        package let other: String
        /// Whether a context can be in both.
        package let finding: Finding
    }

    /// What is to be known about a set of segments.
    package struct Report: Sendable, Equatable {
        /// The segments nobody can be in, or where that is unknown.
        package var contradictions: [(id: String, finding: Finding)]
        /// The pairs that overlap, or where that is unknown; those that cannot are left out.
        package var overlaps: [Pair]
        /// Whether there were more segments than are compared.
        package var isCut: Bool

        /// Member by member.
        package static func == (one: Report, other: Report) -> Bool {
            one.isCut == other.isCut && one.overlaps == other.overlaps
                && one.contradictions.elementsEqual(other.contradictions) { $0.id == $1.id && $0.finding == $1.finding }
        }
    }

    /// Whether anybody can be in the segment.
    package static func membership(of segment: Segment) -> Finding { finding([segment]) }

    /// Whether anybody can be in both segments.
    package static func overlap(of one: Segment, and other: Segment) -> Finding { finding([one, other]) }

    /// Holds at most `most` segments, each against each other: the work grows with the square of their number.
    package static func report(on segments: [Segment], most: Int = 100) -> Report {
        let looked = segments.prefix(max(0, most))
        var report = Report(contradictions: [], overlaps: [], isCut: segments.count > looked.count)
        for (position, segment) in looked.enumerated() {
            let own = membership(of: segment)
            guard case .possible = own else {
                report.contradictions.append((segment.id, own))
                continue
            }
            for other in looked.dropFirst(position + 1) {
                let finding = overlap(of: segment, and: other)
                if case .impossible = finding { continue }
                report.overlaps.append(Pair(one: segment.id, other: other.id, finding: finding))
            }
        }
        return report
    }

    private static func finding(_ segments: [Segment]) -> Finding {
        guard segments.allSatisfy({ !$0.rules.isEmpty }) else { return .impossible(attribute: "") }
        var names: [String] = []
        var rules: [String: [(rule: Rule, compiled: CompiledRule)]] = [:]
        for rule in segments.flatMap(\.rules) {
            guard let compiled = try? CompiledRule(rule) else { return .impossible(attribute: rule.attribute) }
            let name = compiled.path.isUser ? "targetingKey" : rule.attribute
            if rules[name] == nil { names.append(name) }
            rules[name, default: []].append((rule, compiled))
        }
        var members: [JSON.Member] = []
        var unknown: String?
        for name in names {
            switch AttributePuzzle(rules[name] ?? []).solution {
            // A member called by the whole name comes before the steps of a path, so attributes never interfere.
            case .value(let json): members.append(JSON.Member(name: name, value: json))
            case .missing: break
            case .none: return .impossible(attribute: name)
            case .unknown: unknown = unknown ?? name
            }
        }
        if let unknown { return .unknown(attribute: unknown) }
        let context = Context(members)
        let isInAll = segments.allSatisfy { CompiledSegment(StoredSegment(segment: $0)).verdict(context) == .match }
        return isInAll ? .possible(JSON(.object(members))) : .unknown(attribute: names.first ?? "")
    }
}
