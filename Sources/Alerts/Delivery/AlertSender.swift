package import Curl
package import Wire

/// One HTTP request of a channel.
package struct AlertRequest: Sendable {
    /// Where to; Slack's addresses are secrets.
    package var address: Secret
    /// The header fields.
    package var headers: [(name: String, value: String)]
    /// The JSON text.
    package var body: [UInt8]
}

/// What became of a request.
package enum AlertReply: Sendable, Equatable {
    /// An HTTP answer, with the first bytes of its text and what `Retry-After` asks for.
    case answered(status: Int, text: String, retryAfter: Duration?)
    /// No answer, and why, in a sentence without secrets.
    case unreachable(String)
}

/// Sends requests of channels; `POST` always.
package protocol AlertSender: Sendable {
    /// Sends it and waits for the answer, some seconds at most.
    func send(_ request: AlertRequest) async -> AlertReply
}

extension CurlClient: AlertSender {
    /// Sends it by libcurl.
    package func send(_ request: AlertRequest) async -> AlertReply {
        do {
            let answer = try await perform(
                CurlRequest(
                    method: "POST",
                    url: request.address.reveal(),
                    headers: request.headers,
                    body: request.body,
                    timeout: .seconds(8),
                    maxResponseBytes: 64 << 10
                )
            )
            return .answered(
                status: answer.status,
                text: String(decoding: answer.body.prefix(200), as: UTF8.self),
                retryAfter: answer.header("Retry-After").flatMap(Duration.init(retryAfter:))
            )
        } catch {
            return .unreachable(error.description)
        }
    }
}

extension Duration {
    /// Reads a `Retry-After` in seconds; a date, which neither Slack nor pagers send, is `nil`.
    init?(retryAfter text: String) {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int(text)
        else { return nil }
        self = .seconds(seconds)
    }
}
