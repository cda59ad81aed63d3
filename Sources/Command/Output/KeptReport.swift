import FlagStore
import Web
import Wire

/// Flags or segments as `rampart flags` and `rampart segments` show them, from the JSON of the API.
struct KeptReport {
    let kind: FlagName.Kind

    /// One line each.
    func lines(_ answer: JSON) -> String {
        let all = answer["\(kind.rawValue)s"]?.array ?? []
        let lost = (answer["unreadable"]?.array ?? []).map { lost in
            Terminal.coloured("\(Self.text(lost, kind.member)): \(Self.text(lost, "message"))", .red)
        }
        guard !all.isEmpty else { return (["there is no \(kind.rawValue) yet"] + lost).joined(separator: "\n") }
        let width = all.map { Self.text($0, kind.member).count }.max() ?? 0
        let rows = all.map { one in
            let name = Self.text(one, kind.member)
            let padded = name + String(repeating: " ", count: width - name.count)
            return "\(padded)  \(summary(one))\(Self.mark(one))"
        }
        return (rows + lost).joined(separator: "\n")
    }

    /// One in full.
    func full(_ one: JSON) -> String {
        var lines = ["\(Terminal.coloured(Self.text(one, kind.member), .bold))  \(summary(one))"]
        lines += kind == .flag ? flag(one) : rules(one, "rules")
        if let description = one["description"]?.string { lines.append("  \(description)") }
        let author = one["updatedBy"]?.string.map { " by \($0)" } ?? ""
        lines.append("  version \(Self.text(one, "version")), changed \(Self.text(one, "updatedAt"))\(author)")
        for fault in one["faults"]?.array ?? [] { lines.append(Terminal.coloured("  fault: \(fault.string ?? "")", .red)) }
        return lines.joined(separator: "\n")
    }

    private func summary(_ one: JSON) -> String {
        let owner = one["owner"]?.string.map { "  \($0)" } ?? ""
        guard kind == .flag else {
            let count = one["rules"]?.array?.count ?? 0
            return "\(count) rule\(count == 1 ? "" : "s"), priority \(Self.text(one, "priority"))\(owner)"
        }
        let isOn = one["enabled"]?.bool == true
        let share = Self.text(one, "rolloutPercentage")
        let state = isOn ? Terminal.coloured("on ", .green) : Terminal.coloured("off", .grey)
        return
            "\(state)  \(String(repeating: " ", count: max(0, 5 - share.count)))\(share) %  \(Self.text(one, "valueType"))\(owner)"
    }

    private func flag(_ one: JSON) -> [String] {
        let variants = (one["variants"]?.members ?? []).map { variant in
            let share = one["distribution"]?[variant.name].map { " \($0.text) %" } ?? ""
            let isDefault = one["defaultVariant"]?.string == variant.name ? " (default)" : ""
            return "\(variant.name)\(share) \(variant.value.text.clipped)\(isDefault)"
        }
        let prerequisites = (one["prerequisites"]?.array ?? []).map {
            "\(Self.text($0, "flag")) serves \(Self.text($0, "variant"))"
        }
        let lines = [
            ("variants", variants), ("rollout limited to any of", Self.names(one, "rolloutSegments")),
            ("segments, any of", Self.names(one, "segments")), ("prerequisites", prerequisites),
        ].filter { !$0.1.isEmpty }.map { "  \($0.0): \($0.1.joined(separator: ", "))" }
        let marks = [
            "by \(Self.text(one, "bucketBy"))", one["clientSide"]?.bool == true ? "for browsers" : nil, one["type"]?.string,
            one["expiresAt"]?.string.map { "expires \($0)" },
        ].compactMap { $0 }
        return lines + rules(one, "targeting") + ["  \(marks.joined(separator: ", "))"]
    }

    private func rules(_ one: JSON, _ member: String) -> [String] {
        let rules = one[member]?.array ?? []
        guard !rules.isEmpty else { return [] }
        return ["  \(member), all of:"]
            + rules.map { rule in
                let not = rule["negate"]?.bool == true ? "not " : ""
                let fold = rule["ignoreCase"]?.bool == true ? ", whatever the case" : ""
                let value = rule["value"].map { " \($0.text.clipped)" } ?? ""
                return "    \(Self.text(rule, "attribute")) \(not)\(Self.text(rule, "operator"))\(value)\(fold)"
            }
    }

    private static func mark(_ one: JSON) -> String {
        one["faults"] == nil ? "" : Terminal.coloured("  has faults: get shows them", .red)
    }

    private static func names(_ one: JSON, _ member: String) -> [String] { (one[member]?.array ?? []).compactMap(\.string) }

    private static func text(_ one: JSON, _ member: String) -> String {
        one[member].map { $0.string ?? $0.text } ?? "-"
    }
}
