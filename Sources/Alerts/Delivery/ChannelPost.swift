import Rollouts
import Wire

/// Makes a channel's request of a notice.
struct ChannelPost: Sendable {
    let channel: ChannelSettings
    let vault: any SecretVault
    let context: AlertContext

    /// The request to send at `now`; `nil` while the channel's secret is not there.
    func request(_ notice: Notice, revision id: String, now: Moment) -> AlertRequest? {
        switch channel.target {
        case .slack(let reference):
            guard let address = vault.secret(reference), !address.reveal().isEmpty else { return nil }
            var body: [UInt8] = []
            SlackMessage.json(for: notice, revision: id, context: context).write(to: &body)
            let headers = [(name: "Content-Type", value: "application/json; charset=utf-8")]
            return AlertRequest(address: address, headers: headers, body: body)
        case .webhook(let url, let reference):
            guard let secret = vault.secret(reference),
                let message = WebhookMessage(notice, revision: id, secret: secret, context: context, now: now)
            else { return nil }
            return AlertRequest(address: Secret(url), headers: message.headers, body: message.body)
        }
    }

    /// What is said while the secret is not there.
    var missingSecret: String {
        switch channel.target {
        case .slack(let reference): "its secret \(reference) is not there; set it"
        case .webhook(_, let reference): "its secret \(reference) is not there or empty; set it"
        }
    }
}
