/// Decides when a channel's next message is sent and what follows from the answer. Pure: times are arguments, counted
/// from any fixed instant on a clock that does not jump.
package struct Delivery: Sendable, Equatable {
    /// The least time between an answer and the next message: Slack takes one message a second.
    package static let spacing = Duration.seconds(1)
    /// The longest `Retry-After` that is obeyed.
    package static let longestAsked = Duration.seconds(3600)

    /// Whether to send now.
    package enum Turn: Sendable, Equatable {
        /// Send it.
        case send
        /// Ask again after so long.
        case wait(Duration)
    }

    /// What follows from an attempt.
    package enum Outcome: Sendable, Equatable {
        /// It was accepted: acknowledge it.
        case acknowledge
        /// It will never be accepted: set it aside and say why.
        case park(reason: String)
        /// The same message again, after so long.
        case retry(after: Duration, reason: String)
    }

    private var notBefore = Duration.zero
    private var waits = RetryWaits(first: .seconds(1), longest: .seconds(300))

    /// A channel that may send at once.
    package init() {}

    /// Attempts of the message in hand that failed.
    package var failures: Int { waits.failures }

    /// Whether it is time to send.
    package func due(at now: Duration) -> Turn { now < notBefore ? .wait(notBefore - now) : .send }

    /// An HTTP answer came at `now`.
    ///
    /// 2xx is accepted; 408, 425, 429 and all that is not 4xx (5xx, a redirect that is not followed) heals with time; the
    /// rest of 4xx is about the message or the channel's address.
    ///
    /// - Parameter jitter: 0...1, spreads the waits of many channels.
    package mutating func answered(
        status: Int,
        text: String,
        retryAfter: Duration?,
        at now: Duration,
        jitter: Double
    ) -> Outcome {
        switch status {
        case 200..<300:
            waits.reset()
            notBefore = now + Self.spacing
            return .acknowledge
        case 400..<500 where ![408, 425, 429].contains(status):
            waits.reset()
            notBefore = now + Self.spacing
            return .park(reason: "answered \(status)\(Self.quote(text))")
        default:
            return retry("answered \(status)\(Self.quote(text))", asked: retryAfter, at: now, jitter: jitter)
        }
    }

    /// No answer came, or nothing could be sent, until `now`.
    package mutating func unreachable(_ reason: String, at now: Duration, jitter: Double) -> Outcome {
        retry(reason, asked: nil, at: now, jitter: jitter)
    }

    private mutating func retry(_ reason: String, asked: Duration?, at now: Duration, jitter: Double) -> Outcome {
        let own = waits.next(jitter: jitter)
        let wait = max(own, Self.spacing, min(asked ?? .zero, Self.longestAsked))
        notBefore = now + wait
        return .retry(after: wait, reason: reason)
    }

    /// The answer's text in one short line: Slack's are words such as `no_service`.
    private static func quote(_ text: String) -> String {
        let line = text.unicodeScalars.prefix(80).map {
            $0.properties.generalCategory == .control ? " " : Character($0)
        }
        return line.isEmpty ? "" : ": \(String(line))"
    }
}
