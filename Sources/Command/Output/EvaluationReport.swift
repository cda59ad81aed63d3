import Wire

/// What a flag serves, as `rampart flags evaluate` says it.
enum EvaluationReport {
    static func text(_ answer: JSON) -> String {
        func text(_ name: String) -> String { answer[name]?.string ?? "" }
        let isOn = answer["on"]?.bool == true
        let value = answer["value"].map { Terminal.coloured($0.text, isOn ? .green : .yellow) }
        let served = value.map { "serves \($0) (variant \(text("variant")))" } ?? "serves nothing"
        let error = answer["errorCode"]?.string.map { " \($0)" } ?? ""
        var lines = [
            "\(Terminal.coloured(text("key"), .bold)) \(served)", "  \(text("reason"))\(error): \(text("details"))",
        ]
        let segments = (answer["segments"]?.array ?? []).compactMap(\.string)
        if !segments.isEmpty { lines.append("  the context is in the segments \(segments.joined(separator: ", "))") }
        if let arm = answer["arm"]?.string { lines.append("  outcomes count for \(arm)") }
        lines.append("  version \(answer["version"]?.text ?? "0")")
        return lines.joined(separator: "\n")
    }
}

/// Where segments overlap, as `rampart segments overlaps` says it.
enum OverlapReport {
    static func text(_ answer: JSON) -> String {
        let contradictions = (answer["contradictions"]?.array ?? []).map { one in
            let name = Terminal.coloured(one["segment"]?.string ?? "", .bold)
            let attribute = one["attribute"]?.string ?? ""
            if one["finding"]?.string == "unknown" { return "\(name): whether anybody can be in it is not known, for \(attribute)" }
            return attribute.isEmpty
                ? "\(name): nobody is in it, as it has no rules" : "\(name): nobody can be in it, for its rules on \(attribute)"
        }
        let overlaps = (answer["overlaps"]?.array ?? []).map { one in
            let names = (one["segments"]?.array ?? []).compactMap(\.string).map { Terminal.coloured($0, .bold) }
            let pair = names.joined(separator: " and ")
            guard let context = one["context"] else {
                return "\(pair): whether they overlap is not known, for \(one["attribute"]?.string ?? "")"
            }
            return "\(pair) overlap: \(context.text) is in both"
        }
        let cut = answer["isCut"]?.bool == true ? ["there are more segments than are held against each other"] : []
        let lines = contradictions + overlaps + cut
        return lines.isEmpty ? "no segments overlap, and none contradicts itself" : lines.joined(separator: "\n")
    }
}
