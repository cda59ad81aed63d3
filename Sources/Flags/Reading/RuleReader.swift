import Wire

/// Reads lists of rules.
struct RuleReader {
    static let keys = ["attribute", "operator", "value", "negate", "ignoreCase"]
    /// The most rules of a flag or segment.
    static let mostRules = 100
    /// The longest attribute's name, in bytes.
    static let longestAttribute = 200

    let findings: Findings

    /// The rules at `key`; those that cannot be read are findings and left out.
    func rules(_ parent: Fields, _ key: String) -> [Rule] {
        guard let elements = parent.list(key) else { return [] }
        if elements.count > Self.mostRules {
            parent.error(key, "has \(elements.count) rules; the most is \(Self.mostRules)")
        }
        return elements.prefix(Self.mostRules).compactMap { path, json in
            Fields(json, path: path, known: Self.keys, findings: findings).flatMap { rule($0) }
        }
    }

    private func rule(_ fields: Fields) -> Rule? {
        let attribute = attribute(fields)
        if fields["operator"] == nil {
            let all = Rule.Operator.allCases.map(\.rawValue).joined(separator: ", ")
            fields.error("operator", "is missing; write one of \(all)")
        }
        let kind: Rule.Operator? = fields.choice("operator")
        let negate = fields.bool("negate") ?? false
        let ignoreCase = fields.bool("ignoreCase") ?? false
        guard let attribute, let kind else { return nil }
        let rule = Rule(
            attribute: attribute,
            operator: kind,
            value: fields["value"],
            negate: negate,
            ignoreCase: ignoreCase
        )
        do throws(RuleFault) {
            _ = try Matcher(rule)
            return rule
        } catch {
            fields.error("value", error.message)
            return nil
        }
    }

    private func attribute(_ fields: Fields) -> String? {
        guard fields["attribute"] != nil else {
            fields.error("attribute", "is missing; name the attribute of the context that the rule is about")
            return nil
        }
        guard let name = fields.string("attribute") else { return nil }
        if name.isEmpty { fields.error("attribute", "is empty; name the attribute of the context that the rule is about") }
        if name.utf8.count > Self.longestAttribute {
            fields.error("attribute", "has \(name.utf8.count) bytes; the most is \(Self.longestAttribute)")
        }
        return name
    }
}
