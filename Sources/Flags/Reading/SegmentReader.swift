package import Wire

/// Reads a segment from JSON, with everything wrong in one pass.
package struct SegmentReader {
    /// What came of it.
    package struct Outcome: Sendable {
        /// The segment, where no error was found.
        package var segment: Segment?
        /// Errors and warnings in the order of the text.
        package var diagnostics: [Diagnostic]
    }

    /// The members of a segment.
    package static let keys = ["id", "description", "owner", "priority", "rules"] + StampReader.keys
    /// Priorities lie between this and its negative.
    static let highestPriority = 1_000_000

    let rules: KeyRules
    let findings = Findings()
    let isStored: Bool

    /// Reads a segment that somebody wrote. Its stamp is read as it stands: whoever stores the segment sets it.
    package static func read(_ json: JSON, rules: KeyRules) -> Outcome {
        let reader = SegmentReader(rules: rules, isStored: false)
        let segment = reader.segment(json, id: nil)
        return Outcome(segment: reader.findings.hasErrors ? nil : segment, diagnostics: reader.findings.inOrder)
    }

    /// The segment as far as it can be read; `nil` only where `json` is no object.
    func segment(_ json: JSON, id: String?) -> Segment? {
        guard let top = Fields(json, known: isStored ? nil : Self.keys, findings: findings) else { return nil }
        let read = Segment(
            id: id ?? self.id(top),
            description: top.string("description"),
            owner: top.string("owner"),
            priority: top.integer("priority", in: -Self.highestPriority...Self.highestPriority) ?? 0,
            rules: RuleReader(findings: findings).rules(top, "rules"),
            stamp: StampReader().stamp(top)
        )
        if top["rules"] == nil || top["rules"]?.array?.isEmpty == true {
            top.error(
                "rules",
                "there are none; for everybody with an id write {\"attribute\": \"userId\", \"operator\": \"exists\"}"
            )
        }
        return read
    }

    private func id(_ top: Fields) -> String {
        guard top["id"] != nil else {
            top.error("id", "is missing; name the segment")
            return ""
        }
        guard let id = top.string("id") else { return "" }
        if let fault = rules.segment(id) { top.error("id", fault) }
        return id
    }
}
