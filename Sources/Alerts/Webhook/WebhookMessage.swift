package import Rollouts
package import Wire

/// A notice as a signed webhook takes it.
///
/// The body is `{"id":…,"sentAt":…,"event":{…}}`; the header `X-Rampart-Signature` is `v1=` and, in lower-case
/// hexadecimal, the HMAC-SHA256 under the channel's secret of `<X-Rampart-Timestamp>.<body>`. A receiver compares it in
/// constant time, refuses time stamps that are minutes old, and takes each `X-Rampart-Event-Id` once.
package struct WebhookMessage: Sendable {
    /// What is sent, in UTF-8.
    package let body: [UInt8]
    /// The header fields to send with it.
    package let headers: [(name: String, value: String)]

    /// The message of `notice`, signed at `now`; `nil` where it cannot be signed, such as with an empty secret.
    ///
    /// - Parameter id: the log entry's id, the same in every repeat.
    package init?(_ notice: Notice, revision id: String, secret: Secret, context: AlertContext, now: Moment) {
        let speed: JSON? = context.rehearsalSpeed == 1 ? .none : .some(JSON(context.rehearsalSpeed))
        var body: [UInt8] = []
        JSON.object([
            ("id", JSON(id)), ("sentAt", JSON(now.rfc3339)), ("rehearsalSpeed", speed), ("event", notice.json),
        ]).write(to: &body)
        let timestamp = String(now.seconds)
        let signed = Array("\(timestamp).".utf8) + body
        guard let code = Signature.hmac(signed, key: Array(secret.reveal().utf8)) else { return nil }
        self.body = body
        headers = [
            ("Content-Type", "application/json"), ("X-Rampart-Event-Id", id), ("X-Rampart-Timestamp", timestamp),
            ("X-Rampart-Signature", "v1=\(Hexadecimal.lower(code))"),
        ]
    }
}
