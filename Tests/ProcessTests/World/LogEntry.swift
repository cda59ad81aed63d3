/// One entry of `flags:log`.
struct LogEntry: Sendable {
    var id: String
    var kind: String
    var flag: String
    /// The event's JSON text.
    var event: String

    init?(_ value: RedisValue) {
        guard value.list.count == 2, let id = value.list[0].text else { return nil }
        let fields = value.list[1].fields
        self.id = id
        kind = fields["kind"] ?? ""
        flag = fields["flag"] ?? ""
        event = fields["event"] ?? ""
    }

    /// The percentage before.
    var from: Double? { percentage("from") }

    /// The percentage after.
    var to: Double? { percentage("to") }

    /// Kind and percentage, as `advance 25`.
    var summary: String { "\(kind) \(to.map { $0 == $0.rounded() ? String(Int($0)) : String($0) } ?? "-")" }

    /// Whether a channel without an `on` list is told of it; what an admin writes is nobody's alarm.
    var isAlerted: Bool {
        !["schedule", "planChanged"].contains(kind) && !kind.hasPrefix("flag_") && !kind.hasPrefix("segment_")
    }

    /// A text of the event.
    func text(_ key: String) -> String? {
        guard let start = event.firstRange(of: "\"\(key)\":\"")?.upperBound else { return nil }
        return String(event[start...].prefix { $0 != "\"" })
    }

    private func percentage(_ spot: String) -> Double? {
        guard let start = event.firstRange(of: "\"\(spot)\":{")?.upperBound else { return nil }
        let inside = event[start...].prefix { $0 != "}" }
        guard let number = inside.firstRange(of: "\"percentage\":")?.upperBound else { return nil }
        return Double(inside[number...].prefix { $0 != "," })
    }
}
