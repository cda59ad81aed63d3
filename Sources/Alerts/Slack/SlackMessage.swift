import Rollouts
package import Wire

/// A notice as Slack's incoming webhooks take it: blocks, and a text for where blocks are not shown.
package enum SlackMessage {
    /// The message's JSON, within Slack's limits whatever the notice holds.
    ///
    /// - Parameter id: the log entry's id, the same in every repeat.
    package static func json(for notice: Notice, revision id: String, context: AlertContext) -> JSON {
        let content = content(of: notice, context: context)
        let speed = context.rehearsalSpeed
        let rehearsal = speed == 1 ? nil : "Rehearsal, \(Figures.number(speed)) times as fast"
        let smallPrint =
            [rehearsal.map { "*\($0)*" }, content.origin, "log \(SlackText.escaped(id, most: 60))"].compactMap { $0 }
        let fallback = ([rehearsal].compactMap { $0 } + content.lines).joined(separator: "\n")
        return .object([
            ("text", JSON(fallback)),
            (
                "blocks",
                JSON(
                    [SlackBlocks.header(content.header)] + content.blocks
                        + [SlackBlocks.context(smallPrint.joined(separator: " · "))]
                )
            ),
            ("unfurl_links", false), ("unfurl_media", false),
        ])
    }

    private struct Content {
        var header: String
        var lines: [String]
        var blocks: [JSON]
        var origin: String?
    }

    private static func content(of notice: Notice, context: AlertContext) -> Content {
        switch notice {
        case .rollout(let event):
            let alert = RolloutAlert(event, context: context)
            return Content(header: alert.header, lines: alert.lines, blocks: alert.blocks, origin: alert.origin)
        case .planBroken(let file, let flag, let diagnostics):
            return broken(file: file, flag: flag, diagnostics: diagnostics)
        case .planMended(let file):
            let header = "📄 Plan can be used again: \(SlackText.escaped(file, most: 100))"
            let after = "Rampart goes by the file as it is now."
            return Content(header: header, lines: [header, after], blocks: [SlackBlocks.section(after)])
        case .system(let condition, let text):
            return system(condition, text: text, context: context)
        }
    }

    private static func broken(file: String, flag: String?, diagnostics: [String]) -> Content {
        let most = 10
        let name = SlackText.escaped(file, most: 110)
        let header = "📄 Plan broken: \(name)"
        var lines = diagnostics.prefix(most).map { SlackText.escaped($0, most: 250) }
        if diagnostics.count > most { lines.append("and \(diagnostics.count - most) more") }
        if lines.isEmpty { lines.append("no fault was named") }
        let driven = flag.map { SlackText.escaped($0, most: 200) } ?? "a rollout that it drove"
        let after = "The file is not taken. The last good plan goes on driving \(driven), its guards included."
        let next = "*Next:* mend the file; `rampart check` names every fault before it is committed."
        return Content(
            header: header,
            lines: [header] + lines.prefix(3) + [after],
            blocks: [
                SlackBlocks.plainSection(lines.joined(separator: "\n")), SlackBlocks.section(after),
                SlackBlocks.section(next),
            ]
        )
    }

    private static func system(_ condition: Notice.SystemCondition, text: String, context: AlertContext) -> Content {
        let header: String
        let next: String?
        switch condition {
        case .redisAway:
            header = "⚠️ Rampart cannot reach Redis"
            next = "Nothing is decided and nothing is lost meanwhile: every flag stays as it is, and no guard protects."
        case .redisBack:
            header = "🟢 Rampart reaches Redis again"
            next = nil
        case .redisForgot:
            header = "⚠️ Redis came back without its latest data"
            next = "Compare the rollouts on the dashboard with what you know of them."
        case .plansUnreadable:
            header = "⚠️ Rampart cannot read the plan directory"
            next = "Every rollout goes on by the plan that was accepted last; edits are not seen."
        case .plansBack:
            header = "🟢 Rampart reads the plan directory again"
            next = nil
        }
        let body = SlackText.escaped(text, most: 2800)
        let link = context.publicURL.flatMap { WebLink.mrkdwn(WebLink.base($0), label: "Dashboard") }
        let blocks = [SlackBlocks.plainSection(body.isEmpty ? "no details" : body)]
        return Content(
            header: header,
            lines: [header, SlackText.escaped(text, most: 1500)] + (next.map { [$0] } ?? []),
            blocks: blocks + [next, link].compactMap { $0.map(SlackBlocks.section) }
        )
    }
}
