import Rollouts

/// How long a server asks to be left alone (RFC 9110, 10.2.3).
enum RetryAfter {
    /// The longest wait that is honoured; a server's slip must not silence a guard for a day.
    static let longest = Duration.seconds(3600)

    /// The wait that a 429 or 503 asks for: seconds, or a date, which counts from the answer's own `Date`.
    static func delay(of answer: TransportAnswer) -> Duration? {
        guard answer.status == 429 || answer.status == 503, let text = answer.header("retry-after") else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy(HTTPText.isDigit) {
            return bounded(.seconds(min(Int(text) ?? .max, Int(longest.components.seconds))))
        }
        guard let until = date(text), let now = answer.header("date").flatMap(date) else { return nil }
        return bounded(until - now)
    }

    private static func bounded(_ delay: Duration) -> Duration? { delay > .zero ? min(delay, longest) : nil }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may still send.
    private static func date(_ text: String) -> Moment? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(where: { $0 == words[2] }) else {
            return nil
        }
        let number = String(month + 1)
        let padded = number.utf8.count < 2 ? "0" + number : number
        return Moment(rfc3339: "\(words[3])-\(padded)-\(words[1])T\(words[4])Z")
    }
}
