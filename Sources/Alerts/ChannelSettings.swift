import Rollouts
package import Wire

/// One alert channel of the configuration.
package struct ChannelSettings: Sendable, Equatable {
    /// Where its messages go.
    package enum Target: Sendable, Equatable {
        /// Slack's incoming webhook, or one that takes the same messages; its whole address is a secret.
        case slack(webhookURL: SecretReference)
        /// Any HTTP endpoint; the secret signs what is sent.
        case webhook(url: String, secret: SecretReference)
    }

    /// Its name, which plans refer to.
    package var name: String
    /// Where its messages go.
    package var target: Target
    /// What it wants to hear of; `nil` is ``AlertTopic/usual``.
    package var on: Set<AlertTopic>?

    /// A channel that hears of `on`.
    package init(name: String, target: Target, on: Set<AlertTopic>? = nil) {
        self.name = name
        self.target = target
        self.on = on
    }

    /// The kinds of channel, as `kind` names them.
    private enum Kind: String, CaseIterable {
        case slack
        case webhook
    }

    /// Reads the channel called `name`; faults go to `findings`, and `nil` is returned where it cannot be used.
    ///
    /// - Parameter path: where it stands in the file, such as `alerts.pager`.
    package static func read(name: String, _ json: JSON, path: String, findings: Findings) -> ChannelSettings? {
        let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:))
        let keys =
            switch kind {
            case .slack: ["kind", "on", "webhookURL"]
            case .webhook: ["kind", "on", "url", "secret"]
            case nil: ["kind", "on", "webhookURL", "url", "secret"]
            }
        guard let fields = Fields(json, path: path, known: keys, findings: findings) else { return nil }
        let topics = topics(fields)
        guard fields["kind"] != nil else {
            fields.error("kind", "say which kind of channel it is: slack or webhook")
            return nil
        }
        guard let kind = fields.choice("kind", Kind.self), let target = target(kind, fields) else { return nil }
        return ChannelSettings(name: name, target: target, on: topics)
    }

    private static func target(_ kind: Kind, _ fields: Fields) -> Target? {
        switch kind {
        case .slack:
            if fields["webhookURL"] == nil {
                fields.error("webhookURL", "a slack channel needs its address: write {\"env\":\"SLACK_WEBHOOK_URL\"}")
            }
            return fields.secret("webhookURL").map { .slack(webhookURL: $0) }
        case .webhook:
            if fields["url"] == nil { fields.error("url", "a webhook channel needs the address to send to") }
            if fields["secret"] == nil {
                fields.error("secret", "a webhook channel needs a secret to sign with: write {\"file\":\"/path\"}")
            }
            let secret = fields.secret("secret")
            guard let url = fields.string("url") else { return nil }
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
                fields.error("url", "must be an address that begins with https:// or http://")
                return nil
            }
            return secret.map { .webhook(url: url, secret: $0) }
        }
    }

    private static func topics(_ fields: Fields) -> Set<AlertTopic>? {
        guard let elements = fields.list("on") else { return nil }
        var topics: Set<AlertTopic> = []
        let known = AlertTopic.allCases.map(\.rawValue)
        for (path, json) in elements {
            guard let name = json.string else {
                fields.findings.error(path, at: json.place, "expected a topic's name, found \(json.phrase)")
                continue
            }
            guard let topic = AlertTopic(rawValue: name) else {
                let guess = Suggestion.phrase(for: name, among: known)
                fields.findings.error(
                    path,
                    at: json.place,
                    "'\(name)' is none of \(known.joined(separator: ", "))\(guess)"
                )
                continue
            }
            topics.insert(topic)
        }
        return topics
    }
}

extension ChannelSettings {
    /// Whether it gets `notice`: by its own topics, and by the channels that the rollout's plan names.
    ///
    /// - Parameter isDefault: whether it hears of what names no channels.
    package func wants(_ notice: Notice, isDefault: Bool) -> Bool {
        guard !(on ?? AlertTopic.usual).isDisjoint(with: notice.topics) else { return false }
        switch notice {
        case .rollout(let event):
            guard let named = event.plan["alerts"]?.array else { return isDefault }
            return named.contains { $0.string == name }
        case .planBroken, .planMended, .system: return isDefault
        }
    }
}
