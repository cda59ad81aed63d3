/// What came of a run, in words.
struct Report {
    let options: Options
    let evidence: Evidence
    let findings: [Finding]

    var text: String {
        var lines = ["", "Faults"]
        let faults = Dictionary(grouping: evidence.journal.faults, by: \.kind)
        for (kind, all) in faults.sorted(by: { $0.key < $1.key }) { lines.append("  \(Self.padded(all.count))  \(kind)") }
        let orders = Dictionary(grouping: evidence.orders, by: \.order).sorted { $0.key < $1.key }
        lines.append(
            "  \(Self.padded(evidence.orders.count))  orders: "
                + orders.map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
        )
        lines += ["", "Seen"] + seen.map { "  \(Self.padded($0.count))  \($0.what)" }
        lines += ["", "Checks (things looked at)"]
        for finding in findings {
            let remark = finding.remark.isEmpty ? "" : " (\(finding.remark))"
            let word = finding.violations.isEmpty ? "kept  " : "BROKEN"
            let promises = finding.promises.map { "\($0)" }.joined(separator: ", ")
            lines.append("  \(word)  \(Self.padded(finding.looked))  promise \(promises): \(finding.name)\(remark)")
        }
        for finding in findings where !finding.violations.isEmpty {
            lines += ["", "\(finding.violations.count) violations: \(finding.name)"]
            lines += finding.violations.prefix(20).map { "  - \($0)" }
            if finding.violations.count > 20 { lines.append("  and \(finding.violations.count - 20) more") }
        }
        lines += ["", "Again: \(command)", ""]
        return lines.joined(separator: "\n")
    }

    private var command: String {
        "deploy/chaos --minutes \(options.minutes) --seed \(options.seed) --rollouts \(options.rollouts) --mode \(options.mode)"
    }

    /// What there was to look at.
    private var seen: [(count: Int, what: String)] {
        let moves = Dictionary(grouping: evidence.history.filter { $0.type == "rollout" }, by: \.kind)
        let kinds = moves.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
        return [
            (moves.values.reduce(0) { $0 + $1.count }, "transitions: \(kinds)"), (evidence.messages.count, "alerts taken by Slack"),
            (evidence.sights.count, "changes of flags as seen from outside"), (evidence.outcomes.questions, "questions to sources"),
            (evidence.lives.count, "lives of controllers"), (evidence.lost.count, "histories that failovers cut off"),
        ]
    }

    /// The same for programs.
    var json: String {
        func object(_ members: [(String, String)]) -> String {
            "{" + members.map { "\(Self.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
        }
        func counts(_ words: [String]) -> String {
            object(Dictionary(grouping: words) { $0 }.sorted { $0.key < $1.key }.map { ($0.key, String($0.value.count)) })
        }
        let checks = findings.map { finding in
            object([
                ("promises", "\(finding.promises)"), ("name", Self.quoted(finding.name)), ("looked", String(finding.looked)),
                ("kept", String(finding.violations.isEmpty)), ("remark", Self.quoted(finding.remark)),
                ("violations", "[" + finding.violations.map(Self.quoted).joined(separator: ",") + "]"),
            ])
        }
        return object([
            ("again", Self.quoted(command)), ("seed", String(options.seed)), ("minutes", String(options.minutes)),
            ("rollouts", String(options.rollouts)), ("mode", Self.quoted(options.mode.rawValue)),
            ("kept", String(findings.allSatisfy(\.violations.isEmpty))), ("faults", counts(evidence.journal.faults.map(\.kind))),
            ("orders", counts(evidence.orders.map(\.order))),
            ("transitions", counts(evidence.history.filter { $0.type == "rollout" }.map(\.kind))),
            ("alerts", String(evidence.messages.count)), ("sights", String(evidence.sights.count)),
            ("checks", "[" + checks.joined(separator: ",") + "]"),
        ])
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20: quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Every history, faults among the last one's entries.
    var histories: String {
        var lines: [(at: Int, text: String)] = evidence.history.map { ($0.at, $0.line) }
        for fault in evidence.journal.faults {
            lines.append((fault.from, "    fault \(WallClock.text(fault.from)) \(fault.kind) \(fault.what)"))
            if fault.to != .max { lines.append((fault.to, "    end   \(WallClock.text(fault.to)) \(fault.kind) \(fault.what)")) }
        }
        var text = lines.sorted { $0.at < $1.at }.map(\.text).joined(separator: "\n") + "\n"
        let present = Set(evidence.history.map(\.key))
        for (node, branch) in evidence.lost {
            text += "\nLost by \(node), noticed at \(WallClock.text(branch.cutAt)):\n"
            text += branch.records.filter { !present.contains($0.key) }.map(\.line).joined(separator: "\n") + "\n"
        }
        return text
    }

    private static func padded(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: " ", count: max(0, 7 - text.count)) + text
    }
}
