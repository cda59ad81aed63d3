/// Promise 4: what is alerted arrives, in order, and twice only after a fault.
enum Alerts {
    /// Faults that may hide from the sender that a message was taken, or undo that it was noted.
    private static let excuses = ["controller", "redis", "slack", "failover", "sentinel"]
    /// For how long after it was taken that may happen, and for how long such a fault is felt, in milliseconds.
    private static let doubt = 6000
    private static let aftermath = 5000

    static func check(_ evidence: Evidence) -> Finding {
        var violations: [String] = []
        var taken: [String: [Webhooks.Message]] = [:]
        for message in evidence.messages where !message.id.isEmpty {
            taken["\(message.channel) \(message.id)", default: []].append(message)
        }
        var repeats = 0
        for (place, messages) in taken.sorted(by: { $0.key < $1.key }) {
            for (one, next) in zip(messages, messages.dropFirst()) {
                repeats += 1
                let end = min(next.at, one.at + doubt)
                if evidence.journal.hadFault(of: excuses, from: one.at - 1000, to: end, after: aftermath) { continue }
                violations.append(
                    "\(place) came at \(WallClock.text(one.at)) and again at \(WallClock.text(next.at)), and nothing had failed: \(one.text)"
                )
            }
        }
        violations += missing(evidence, taken) + outOfOrder(evidence, taken) + uncalledFor(evidence, taken)
        return Finding(
            promises: [4],
            name: "alerts arrive at their channels in order, twice only after a fault",
            looked: evidence.messages.count,
            violations: violations,
            remark: "\(repeats) repeats, \(evidence.messages.count { $0.id.isEmpty }) past the log"
        )
    }

    private static func missing(_ evidence: Evidence, _ taken: [String: [Webhooks.Message]]) -> [String] {
        evidence.history.flatMap { record in
            record.audience.filter { taken["\($0) \(record.id)"] == nil }.map { "\($0) never got \(record.line)" }
        }
    }

    private static func outOfOrder(_ evidence: Evidence, _ taken: [String: [Webhooks.Message]]) -> [String] {
        var violations: [String] = []
        for channel in Estate.channels {
            let owed = evidence.history.filter { $0.audience.contains(channel) }
            let first = owed.compactMap { record in taken["\(channel) \(record.id)"]?.first.map { (record, $0.at) } }
            for (one, next) in zip(first, first.dropFirst()) where next.1 < one.1 {
                violations.append(
                    "\(channel) got \(next.0.id) at \(WallClock.text(next.1)) before \(one.0.id) at \(WallClock.text(one.1)):\n"
                        + "      \(one.0.line)\n      \(next.0.line)"
                )
            }
        }
        return violations
    }

    /// Messages of what was never logged, or not for this channel.
    private static func uncalledFor(_ evidence: Evidence, _ taken: [String: [Webhooks.Message]]) -> [String] {
        let logged = Dictionary(
            evidence.histories.flatMap(\.self).map { ($0.id, $0.audience) },
            uniquingKeysWith: { first, next in first + next }
        )
        return taken.values.compactMap(\.first).compactMap { message in
            guard let audience = logged[message.id] else {
                // A failover may have lost it before it was read here.
                return evidence.mode == .alone
                    ? "\(message.channel) got \(message.id), which was never logged: \(message.text)" : nil
            }
            return audience.contains(message.channel)
                ? nil : "\(message.channel) got \(message.id), which is for \(audience): \(message.text)"
        }
    }
}
