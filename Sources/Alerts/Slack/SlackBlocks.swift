import Wire

/// Blocks of a Slack message; the callers keep their texts within ``Limit``.
enum SlackBlocks {
    /// Slack's limits, in characters; https://docs.slack.dev/reference/block-kit/blocks.
    enum Limit {
        static let header = 150
        static let section = 3000
        static let field = 2000
        static let fields = 10
        static let blocks = 50
        /// Of the fallback text: what notifications show of it is far less, and Slack cuts it at 40,000.
        static let fallback = 4000
    }

    /// A large line.
    static func header(_ text: String) -> JSON {
        .object([("type", "header"), ("text", plain(text))])
    }

    /// A paragraph with Slack's markup.
    static func section(_ text: String) -> JSON {
        .object([("type", "section"), ("text", mrkdwn(text))])
    }

    /// A paragraph in which nothing is markup.
    static func plainSection(_ text: String) -> JSON {
        .object([("type", "section"), ("text", plain(text))])
    }

    /// Labels and values in two columns; `nil` when there are none.
    static func fields(_ fields: [(label: String, value: String)]) -> JSON? {
        guard !fields.isEmpty else { return nil }
        return .object([
            ("type", "section"),
            ("fields", JSON(fields.prefix(Limit.fields).map { mrkdwn("*\($0.label)*\n\($0.value)") })),
        ])
    }

    /// Small print.
    static func context(_ text: String) -> JSON {
        .object([("type", "context"), ("elements", JSON([mrkdwn(text)]))])
    }

    /// `verbatim` keeps Slack from making links, channels and mentions out of words.
    private static func mrkdwn(_ text: String) -> JSON {
        .object([("type", "mrkdwn"), ("text", JSON(text)), ("verbatim", true)])
    }

    private static func plain(_ text: String) -> JSON {
        .object([("type", "plain_text"), ("text", JSON(text))])
    }
}
