/// One entry of `flags:log`, as much of it as the checks need.
struct Record: Sendable {
    /// Where a rollout stood.
    struct Spot: Sendable, Equatable, CustomStringConvertible {
        var phase: String
        var percentage: Double
        var stage: Int

        /// The share that is exposed through the rollout.
        var exposure: Double { ["scheduled", "rolledBack", "killed"].contains(phase) ? 0 : percentage }

        /// Whether a breach, a halt or a kill stands.
        var isProtected: Bool { ["rolledBack", "halted", "killed"].contains(phase) }

        var description: String { "\(phase) \(percentage) % (stage \(stage))" }
    }

    let id: String
    /// When it was written, by the clock of Redis.
    let at: Int
    /// When it was decided.
    let decided: Int
    let kind: String
    let flag: String
    let actor: String
    let type: String
    let reason: String
    let from: Spot?
    let to: Spot?
    let hold: String
    private(set) var attempt: Int
    let entry: String
    /// Since when the stage before it had lasted.
    let stageSince: Int
    /// The channels that the plan names; `nil` where it names none.
    let channels: [String]?
    /// Of all of its event: after a failover another entry may have the same id.
    let digest: Int

    /// The name by which two servers' entries are the same.
    var key: String { "\(id) \(digest)" }

    /// Reads an element of XRANGE's answer.
    init?(_ value: RedisValue) {
        guard value.list.count == 2, let id = value.list[0].text, let at = id.split(separator: "-").first.flatMap({ Int($0) })
        else { return nil }
        let fields = value.list[1].fields
        let event = EventText(fields["event"] ?? "")
        self.id = id
        self.at = at
        kind = fields["kind"] ?? ""
        flag = fields["flag"] ?? ""
        actor = fields["actor"] ?? ""
        decided = event.string("at").flatMap { WallClock.read($0[...]) } ?? at
        stageSince = event.string("stageSince").flatMap { WallClock.read($0[...]) } ?? 0
        type = event.string("type") ?? ""
        reason = event.string("reason") ?? event.string("text") ?? event.string("file") ?? ""
        from = event.spot("from")
        to = event.spot("to")
        hold = event.string("hold") ?? ""
        attempt = event.number("attempt").map { Int($0) } ?? 0
        entry = event.string("entry") ?? ""
        channels = event.strings("alerts")
        digest = event.text.hashValue
    }

    /// The same in another attempt.
    func with(attempt: Int) -> Record {
        var record = self
        record.attempt = attempt
        return record
    }

    /// Whether an operator ordered it.
    var isOrder: Bool { actor.hasPrefix(Operators.name) }

    /// Whether a raised revision of the plan did it.
    var raisesRevision: Bool { kind == "restart" && !isOrder && reason.contains("revision was raised") }

    /// The channels that are to hear of it.
    var audience: [String] {
        let isQuiet = ["schedule", "planChanged"].contains(kind) || isRoutineWait
        return isQuiet ? [] : channels ?? [Estate.defaultChannel]
    }

    /// Whether it waits for its start as planned.
    private var isRoutineWait: Bool {
        ["hold", "remind"].contains(kind) && to?.phase == "scheduled"
            && ["startDate", "waitsForOthers", "windowClosed"].contains(hold)
    }

    /// Its line among evidence.
    var line: String {
        let move = from.map { "\($0) -> " } ?? ""
        return "\(id) \(WallClock.text(at)) \(kind) \(flag) \(move)\(to.map { "\($0)" } ?? "") "
            + "attempt \(attempt) entry \(entry) by \(actor): \(reason.prefix(120))"
    }
}

/// The text of an event: the first member of a name is the event's own, since what is nested comes later or is escaped.
struct EventText {
    let text: String

    init(_ text: String) { self.text = text }

    /// A text, its escapes left as they are.
    func string(_ name: String) -> String? {
        guard let rest = after(name, "\"") else { return nil }
        var end = rest.startIndex
        var isEscaped = false
        while end < rest.endIndex, isEscaped || rest[end] != UInt8(ascii: "\"") {
            isEscaped = !isEscaped && rest[end] == UInt8(ascii: "\\")
            end = rest.index(after: end)
        }
        return String(rest[..<end])
    }

    func number(_ name: String) -> Double? {
        after(name, "").flatMap { Double(String($0.prefix { ($0 >= 48 && $0 <= 57) || $0 == 46 || $0 == 45 }) ?? "") }
    }

    func flag(_ name: String) -> Bool? { after(name, "").map { String($0.prefix(4)) == "true" } }

    func strings(_ name: String) -> [String]? {
        guard let rest = after(name, "["), let inside = String(rest.prefix { $0 != UInt8(ascii: "]") }) else { return nil }
        return inside.split(separator: ",").map { String($0.filter { $0 != "\"" && $0 != " " }) }
    }

    func spot(_ name: String) -> Record.Spot? {
        guard let rest = after(name, "{"), let inside = String(rest.prefix { $0 != UInt8(ascii: "}") }) else { return nil }
        let part = EventText(inside)
        guard let phase = part.string("phase"), let percentage = part.number("percentage"), let stage = part.number("stage")
        else { return nil }
        return Record.Spot(phase: phase, percentage: percentage, stage: Int(stage))
    }

    private func after(_ name: String, _ opening: String) -> Substring.UTF8View? {
        text.firstRange(of: "\"\(name)\":\(opening)").map { text[$0.upperBound...].utf8 }
    }
}
