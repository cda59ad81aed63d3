import Wire

/// Reads when the percentage may be raised.
struct WindowReader {
    static let keys = ["days", "from", "to", "timeZone"]

    let context: PlanContext
    let findings: Findings

    func window(_ top: Fields) -> Window? {
        guard let fields = top.fields("window", known: Self.keys) else { return nil }
        let zone = fields.string("timeZone") ?? "UTC"
        if !context.isZone(zone) {
            fields.error(
                "timeZone",
                "\(zone.quoted) is no time zone known here; write an IANA name such as Europe/Berlin"
            )
        }
        return Window(
            days: days(fields),
            from: timeOfDay(fields, "from") ?? 0,
            to: timeOfDay(fields, "to") ?? 1440,
            timeZone: zone
        )
    }

    private func days(_ fields: Fields) -> [String] {
        guard let elements = fields.list("days") else { return Window.dayNames }
        if elements.isEmpty {
            fields.error("days", "is empty, so the window would never open; leave it out for every day")
        }
        var days: Set<String> = []
        for (path, json) in elements {
            guard let day = json.string, Window.dayNames.contains(day) else {
                let guess = Suggestion.phrase(for: json.string ?? "", among: Window.dayNames)
                let names = Window.dayNames.joined(separator: ", ")
                findings.error(path, at: json.place, "\(json.phrase) is none of \(names)\(guess)")
                continue
            }
            if !days.insert(day).inserted {
                findings.error(path, at: json.place, "\(day.quoted) is named twice; keep one")
            }
        }
        return Window.dayNames.filter(days.contains)
    }

    /// Minutes after midnight; `24:00` is a time to end at only.
    private func timeOfDay(_ fields: Fields, _ key: String) -> Int? {
        guard let text = fields.string(key) else { return nil }
        let bytes = Array(text.utf8)
        let digits = bytes.compactMap { (0x30...0x39).contains($0) ? Int($0) - 0x30 : nil }
        if bytes.count == 5, digits.count == 4, bytes[2] == UInt8(ascii: ":") {
            let hour = digits[0] * 10 + digits[1]
            let minute = digits[2] * 10 + digits[3]
            if minute < 60, hour < 24 || (key == "to" && hour == 24 && minute == 0) { return hour * 60 + minute }
        }
        fields.error(key, "\(text.quoted) is no time of day; write it as 09:00")
        return nil
    }
}
