package import Wire

/// Reads a flag from JSON, with everything wrong in one pass.
///
/// What hangs on other flags and on segments is looked at by ``FlagRelations``.
package struct FlagReader {
    /// What came of it.
    package struct Outcome: Sendable {
        /// The flag, where no error was found.
        package var flag: Flag?
        /// Errors and warnings in the order of the text.
        package var diagnostics: [Diagnostic]
    }

    /// The members of a flag.
    package static let keys =
        [
            "key", "enabled", "valueType", "rolloutPercentage", "rolloutSegments", "rolloutEntry", "bucketBy", "variants",
            "defaultVariant", "distribution", "targeting", "segments", "prerequisites", "clientSide", "type", "expiresAt",
            "owner", "description",
        ] + StampReader.keys
    /// The most segments, and the most prerequisites, that a flag may name.
    static let mostNames = 100

    let rules: KeyRules
    let findings = Findings()
    /// Whether it is what the store holds: then unknown members are passed over, and every percentage means something.
    let isStored: Bool

    /// Reads a flag that somebody wrote. Its stamp and its rollout's members are read as they stand: whoever stores the
    /// flag sets them.
    package static func read(_ json: JSON, rules: KeyRules) -> Outcome {
        let reader = FlagReader(rules: rules, isStored: false)
        let flag = reader.flag(json, key: nil)
        return Outcome(flag: reader.findings.hasErrors ? nil : flag, diagnostics: reader.findings.inOrder)
    }

    /// The flag as far as it can be read; `key` where it is known from elsewhere. `nil` only where `json` is no object.
    func flag(_ json: JSON, key: String?) -> Flag? {
        guard let top = Fields(json, known: isStored ? nil : Self.keys, findings: findings) else { return nil }
        var flag = Flag(key: key ?? self.key(top))
        flag.enabled = top.bool("enabled") ?? false
        flag.rolloutPercentage = percentage(top)
        flag.rolloutSegments = names(top, "rolloutSegments", rules.segment)
        flag.rolloutEntry = top.string("rolloutEntry")
        flag.bucketBy = bucketBy(top)
        VariantReader(findings: findings).read(top, into: &flag)
        flag.targeting = RuleReader(findings: findings).rules(top, "targeting")
        flag.segments = names(top, "segments", rules.segment)
        flag.prerequisites = prerequisites(top, of: flag.key)
        flag.clientSide = top.bool("clientSide") ?? false
        flag.lifetime = top.choice("type") ?? .temporary
        flag.expiresAt = expiry(top)
        flag.owner = top.string("owner")
        flag.description = top.string("description")
        flag.stamp = StampReader().stamp(top)
        return flag
    }

    private func key(_ top: Fields) -> String {
        guard top["key"] != nil else {
            top.error("key", "is missing; name the flag")
            return ""
        }
        guard let key = top.string("key") else { return "" }
        if let fault = rules.flag(key) { top.error("key", fault) }
        return key
    }

    private func percentage(_ top: Fields) -> Double {
        guard !isStored else { return top.number("rolloutPercentage") ?? 0 }
        guard let percent = top.number("rolloutPercentage", in: 0...100) else { return 0 }
        // Rollouts count in thousandths, and Redis holds plain decimal text.
        if (percent * 1000).rounded() / 1000 != percent {
            top.error("rolloutPercentage", "expected at most 3 decimals, found \(top["rolloutPercentage"]?.text ?? "")")
        }
        return percent
    }

    private func bucketBy(_ top: Fields) -> String {
        guard let name = top.string("bucketBy") else { return "userId" }
        if name.isEmpty { top.error("bucketBy", "is empty; name an attribute, or leave it out for userId") }
        if name.utf8.count > RuleReader.longestAttribute {
            top.error("bucketBy", "has \(name.utf8.count) bytes; the most is \(RuleReader.longestAttribute)")
        }
        return name
    }

    private func expiry(_ top: Fields) -> String? {
        guard let text = top.string("expiresAt") else { return nil }
        if Timestamp(text) == nil {
            let remedy = "write a date such as 2027-03-31 or an instant such as 2027-03-31T09:00:00+01:00"
            top.error("expiresAt", "\(text.quoted) is no date; \(remedy)")
        }
        return text
    }

    private func names(_ top: Fields, _ key: String, _ rule: (String) -> String?) -> [String] {
        guard let elements = top.list(key) else { return [] }
        if elements.count > Self.mostNames {
            top.error(key, "names \(elements.count); the most is \(Self.mostNames)")
        }
        var names: [String] = []
        var seen: Set<String> = []
        for (path, json) in elements.prefix(Self.mostNames) {
            guard let name = json.string else {
                findings.error(path, at: json.place, "expected a segment's id, found \(json.phrase)")
                continue
            }
            if let fault = rule(name) { findings.error(path, at: json.place, fault) }
            if seen.insert(name).inserted {
                names.append(name)
            } else if !isStored {
                findings.error(path, at: json.place, "\(name.quoted) is named twice; keep one")
            }
        }
        return names
    }

    private func prerequisites(_ top: Fields, of key: String) -> [Flag.Prerequisite] {
        guard let elements = top.list("prerequisites") else { return [] }
        if elements.count > Self.mostNames {
            top.error("prerequisites", "names \(elements.count); the most is \(Self.mostNames)")
        }
        return elements.prefix(Self.mostNames).compactMap { path, json in
            guard let fields = Fields(json, path: path, known: ["flag", "variant"], findings: findings) else { return nil }
            for (member, remedy) in [("flag", "name the other flag"), ("variant", "name the variant that it must serve")]
            where fields[member] == nil {
                fields.error(member, "is missing; \(remedy)")
            }
            guard let flag = fields.string("flag"), let variant = fields.string("variant") else { return nil }
            if let fault = rules.flag(flag) { fields.error("flag", fault) }
            if flag == key { fields.error("flag", "a flag cannot be its own prerequisite; remove it") }
            return Flag.Prerequisite(flag: flag, variant: variant)
        }
    }
}
