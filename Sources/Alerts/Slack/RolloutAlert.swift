import Rollouts
import Wire

/// A rollout's event as someone on call wants to read it.
struct RolloutAlert {
    let event: RolloutEvent
    let context: AlertContext
    private let decisive: GuardFigures?
    private let others: [GuardFigures]

    init(_ event: RolloutEvent, context: AlertContext) {
        self.event = event
        self.context = context
        // A plan has some guards, a hostile entry may have a million.
        let figures = event.verdicts.prefix(200).compactMap(GuardFigures.init(json:))
        let index = figures.firstIndex { $0.name == event.guardName } ?? figures.firstIndex { $0.isOpen }
        decisive = index.map { figures[$0] }
        others = figures.enumerated().filter { $0.offset != index }.map(\.element)
    }

    private var headline: RolloutHeadline { RolloutHeadline(event: event) }
    private var aftermath: String { RolloutAftermath(event: event).text }
    private var orders: NextOrders { NextOrders(event: event) }

    /// The first line, for people who see only that.
    var header: String { headline.text(flagCutTo: 80) }

    /// The lines of the plain text.
    var lines: [String] {
        var lines = [headline.text(flagCutTo: FlagKey.longest), why(most: 1500), aftermath]
        if let first = orders.first { lines.append("Next, an operator may: \(first)") }
        if let dashboard { lines.append(SlackText.escaped(dashboard, most: WebLink.longest)) }
        return lines
    }

    /// The blocks below the header and above the small print.
    var blocks: [JSON] {
        [
            SlackBlocks.plainSection(why(most: 2800)), SlackBlocks.fields(fields), SlackBlocks.section(aftermath),
            guards.map(SlackBlocks.section), orders.mrkdwn.map(SlackBlocks.section), links.map(SlackBlocks.section),
        ].compactMap { $0 }
    }

    /// The small print.
    var origin: String {
        "\(event.at.rfc3339) by \(SlackText.escaped(event.actor, most: 100)) · "
            + "attempt \(event.attempt), entry \(SlackText.escaped(event.entry, most: 40))"
    }

    private func why(most: Int) -> String {
        let reason = SlackText.escaped(event.reason, most: most)
        return isOrdered ? "Ordered by \(SlackText.escaped(event.actor, most: 100)): \(reason)" : "Why: \(reason)"
    }

    private var isOrdered: Bool { event.actor != "controller" }

    private var fields: [(label: String, value: String)] {
        var fields: [(label: String, value: String)] = []
        if event.from.percentage != event.to.percentage { fields.append(("Share", headline.share)) }
        if event.from.phase != event.to.phase {
            fields.append(("Phase", "\(event.from.phase.rawValue) → \(event.to.phase.rawValue)"))
        }
        if let decisive {
            fields.append(("Guard", "\(SlackText.escaped(decisive.name, most: 100)): \(decisive.standingPhrase)"))
            let figures = [
                ("Reading", decisive.reading), ("Limit", decisive.limit), ("Sample", decisive.samples),
                ("Odds of harm", decisive.evidence),
            ]
            for (label, value) in figures {
                if let value { fields.append((label, value)) }
            }
        }
        let stage = event.from.stage == event.to.stage ? "" : " → stages[\(event.to.stage)]"
        fields.append(("Stage", "stages[\(event.from.stage)]\(stage)"))
        if event.from.phase != .scheduled {
            let time = max(.zero, event.at - event.stageSince)
            fields.append(("In it since", "\(event.stageSince.rfc3339), for \(Self.phrase(time))"))
        }
        if let owner = event.plan["owner"]?.string {
            fields.append(("Owner", SlackText.escaped(owner, most: 100)))
        }
        return fields
    }

    /// The guards that did not decide, those with trouble first.
    private var guards: String? {
        guard !others.isEmpty else { return nil }
        let most = 8
        let sorted = others.filter(\.isOpen) + others.filter { !$0.isOpen }
        var lines = [decisive == nil ? "*Guards*" : "*Other guards*"]
        lines += sorted.prefix(most).map { figures in
            let message = SlackText.escaped(figures.message, most: 200)
            return "• \(SlackText.escaped(figures.name, most: 80)): \(figures.standingPhrase)"
                + (message.isEmpty ? "" : "; \(message)")
        }
        if sorted.count > most { lines.append("• and \(sorted.count - most) more") }
        return lines.joined(separator: "\n")
    }

    // MARK: - Links

    private var dashboard: String? { context.publicURL.flatMap { WebLink.dashboard($0, flag: event.flag) } }

    private var links: String? {
        var links = [dashboard.flatMap { WebLink.mrkdwn($0, label: "Dashboard") }]
        let planned = event.plan["links"]?.members ?? []
        let ordered = planned.filter { $0.name == "runbook" } + planned.filter { $0.name != "runbook" }
        links += ordered.prefix(5).map { member in
            let label = member.name.prefix(1).uppercased() + member.name.dropFirst()
            return member.value.string.flatMap { WebLink.mrkdwn($0, label: label) }
        }
        return Self.joined(links.compactMap { $0 }, most: SlackBlocks.Limit.section)
    }

    /// As many of `parts` as fit; `nil` for none.
    private static func joined(_ parts: [String], most: Int) -> String? {
        var text = ""
        for part in parts where text.utf16.count + part.utf16.count + 3 <= most {
            text += text.isEmpty ? part : " · \(part)"
        }
        return text.isEmpty ? nil : text
    }

    /// Two units are enough: `2h10m`, `3d4h`.
    private static func phrase(_ time: Duration) -> String {
        let seconds = time.milliseconds / 1000
        let unit = seconds >= 86_400 ? 3600 : seconds >= 3600 ? 60 : 1
        return Duration.seconds(seconds / unit * unit).planText
    }
}
