import Wire

extension Findings {
    /// A length of time at `key`: a text such as `15m`; where `hours`, also a number of hours.
    func duration(_ fields: Fields, _ key: String, atLeast least: Duration, hours: Bool = false) -> Duration? {
        guard let json = fields[key] else { return nil }
        let read = hours && json.number != nil ? Self.hours(json) : json.string.flatMap(Duration.init(planText:))
        guard let read else {
            let form =
                hours ? "a number of hours or a text such as 90s, 15m, 24h, 1h30m" : "a text such as 90s, 15m, 24h"
            let most = Duration.longestPlanned.planText
            fields.error(key, "expected a length of time up to \(most), \(form), found \(json.phrase)")
            return nil
        }
        guard read >= least else {
            fields.error(key, "\(read.planText) is too short; the least is \(least.planText)")
            return nil
        }
        return read
    }

    private static func hours(_ json: JSON) -> Duration? {
        let longest = Duration.longestPlanned.inSeconds / 3600
        guard let number = json.double, number >= 0, number <= longest else { return nil }
        return .milliseconds(Int((number * 3_600_000).rounded()))
    }

    /// `{"for": …, "then": …}` at `key`; what is missing is taken from `otherwise`.
    func deadline(_ fields: Fields, _ key: String, otherwise: Deadline) -> Deadline {
        guard let inner = wait(fields, key) else { return otherwise }
        return Deadline(
            wait: duration(inner, "for", atLeast: .seconds(1)) ?? otherwise.wait,
            then: inner.choice("then") ?? otherwise.then
        )
    }

    /// The end of a wait for a decision, at `key`: `"hold"`, which is none, or `{"for": …, "then": …}`, both needed.
    func end(_ fields: Fields, _ key: String) -> Deadline? {
        if fields[key]?.string == Deadline.Action.hold.rawValue { return nil }
        guard let inner = wait(fields, key) else { return nil }
        let wait = duration(inner, "for", atLeast: .seconds(1))
        let action: Deadline.Action? = inner.choice("then")
        if inner["for"] == nil { inner.error("for", "is missing; say how long to wait, such as 12h") }
        if inner["then"] == nil { inner.error("then", "is missing; say what follows: halt or rollback") }
        if action == .hold { inner.error("then", "a hold needs no end; write halt or rollback, or leave \(key) out") }
        guard let wait, let action else { return nil }
        return Deadline(wait: wait, then: action)
    }

    private func wait(_ fields: Fields, _ key: String) -> Fields? {
        if let json = fields[key], json.members == nil {
            fields.error(key, "expected an object such as {\"for\": \"12h\", \"then\": \"halt\"}, found \(json.phrase)")
            return nil
        }
        return fields.fields(key, known: ["for", "then"])
    }
}
