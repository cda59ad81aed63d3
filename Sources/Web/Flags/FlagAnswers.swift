package import FlagStore
package import Flags
package import Wire

extension FlagName {
    /// The member that names it in JSON: `key` of a flag, `id` of a segment.
    package var member: String { kind.member }
}

extension FlagName.Kind {
    /// The member that names one in JSON.
    package var member: String {
        switch self {
        case .flag: "key"
        case .segment: "id"
        }
    }
}

extension FlagWritten {
    /// What became of an edit: outcome, version, revision, the flag or segment as it stands, warnings, and a sentence.
    package var json: JSON {
        .object([
            ("outcome", JSON(outcome.rawValue)), (name.member, JSON(name.key)), ("version", JSON(version)),
            ("revision", revision.isEmpty ? nil : JSON(revision)), (name.kind.rawValue, flag?.json ?? segment?.json),
            ("warnings", JSON(warnings.map(\.json))), ("message", JSON(sentence)),
        ])
    }

    private var sentence: String {
        switch outcome {
        case .created: "\(name) is created, at version \(version)"
        case .changed: "\(name) is changed, now at version \(version)"
        case .unchanged: "\(name) was so already, at version \(version)"
        case .deleted: "\(name) is deleted; revert brings it back"
        }
    }
}

extension StoredFlag {
    /// The flag as it is shown; what is wrong with it as it is stored stands in `faults`, where there is anything.
    package var json: JSON { flag.json.with(faults) }
}

extension StoredSegment {
    /// The segment as it is shown; what is wrong with it as it is stored stands in `faults`, where there is anything.
    package var json: JSON { segment.json.with(faults) }
}

extension JSON {
    fileprivate func with(_ faults: [FieldFault]) -> JSON {
        guard !faults.isEmpty else { return self }
        let list = JSON(faults.map { JSON("\($0)") })
        return JSON(.object((members ?? []) + [Member(name: "faults", value: list)]))
    }
}

extension FlagChange {
    /// An entry of a history; decisions without the grounds, which `/api/rollouts` has.
    package var json: JSON {
        let members = (event.members ?? []).filter { $0.name != "grounds" }
        return ["id": JSON(revision), "event": JSON(.object(members))]
    }
}

extension Evaluation {
    /// What is served and why, for a person who asks.
    ///
    /// - Parameter segments: the segments that the context is in.
    package func json(segments: [String]) -> JSON {
        .object([
            ("key", JSON(key)), ("value", value), ("variant", JSON(variant)), ("on", JSON(isOn)),
            ("reason", JSON(reason.rawValue)), ("errorCode", errorCode.map { JSON($0.rawValue) }),
            ("cause", JSON(cause.name)), ("details", JSON(details)), ("arm", arm.map { JSON($0.rawValue) }),
            ("segments", JSON(segments.map { JSON($0) })), ("version", JSON(version)), ("revision", revision.map { JSON($0) }),
        ])
    }
}

extension Evaluation.Cause {
    /// The step's name for programs.
    var name: String {
        switch self {
        case .unknown: "unknown"
        case .broken: "broken"
        case .disabled: "disabled"
        case .prerequisite: "prerequisite"
        case .rolloutSegments: "rollout_segments"
        case .rule: "rule"
        case .segments: "segments"
        case .keyMissing: "key_missing"
        case .outsideRollout: "outside_rollout"
        case .inRollout: "in_rollout"
        case .check: "check"
        }
    }
}

extension SegmentAnalysis.Report {
    /// Contradictions and overlaps; each overlap that was found comes with a context that is in both.
    package var json: JSON {
        .object([
            ("overlaps", JSON(overlaps.map { Self.json([("segments", [JSON($0.one), JSON($0.other)])], $0.finding) })),
            ("contradictions", JSON(contradictions.map { Self.json([("segment", JSON($0.id))], $0.finding) })),
            ("isCut", isCut ? true : nil),
        ])
    }

    private static func json(_ subject: [(String, JSON?)], _ finding: SegmentAnalysis.Finding) -> JSON {
        switch finding {
        case .possible(let context): .object(subject + [("finding", "possible"), ("context", context)])
        case .impossible(let attribute): .object(subject + [("finding", "impossible"), ("attribute", JSON(attribute))])
        case .unknown(let attribute): .object(subject + [("finding", "unknown"), ("attribute", JSON(attribute))])
        }
    }
}
