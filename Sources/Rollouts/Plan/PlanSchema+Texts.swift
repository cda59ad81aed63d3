import Wire

/// The texts of a plan that have a form of their own.
extension PlanSchema {
    static var texts: [(String, JSON)] {
        [
            ("flagKey", key("A flag's key.", reserved: FlagKey.reserved)),
            ("segment", key("A segment's id.", reserved: FlagKey.reservedForSegments)),
            ("instant", instant),
            (
                "duration",
                [
                    "description": "A length of time: 90s, 15m, 24h, 2d or combined, 1h30m; at most 3650d.",
                    "type": "string", "pattern": JSON(duration), "minLength": 2,
                ]
            ),
            (
                "wait",
                [
                    "description": "A length of time of at least 1s: 90s, 15m, 24h, 2d or combined, 1h30m.",
                    "type": "string", "pattern": JSON(duration), "minLength": 2,
                    "allOf": [["pattern": JSON(secondOrMore)]],
                ]
            ),
            ("query", query),
        ]
    }

    private static func key(_ description: String, reserved: Set<String>) -> JSON {
        [
            "description": JSON(description),
            "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$", "maxLength": JSON(FlagKey.longest),
            "not": ["enum": JSON(reserved.sorted().map { JSON($0) })],
        ]
    }

    private static let duration = "^(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?(?:[0-9]+ms)?$"
    /// Some count is not zero: of days, hours, minutes or seconds, or a thousand of milliseconds.
    private static let secondOrMore = "[1-9][0-9]*(?:[dhs]|m(?!s))|[1-9][0-9]{3,}ms"

    private static var instant: JSON {
        let days = [
            "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])", "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)",
            "02-(?:0[1-9]|[12][0-9])",
        ]
        let date = "(?:19[7-9][0-9]|[2-9][0-9]{3})-(?:\(days.joined(separator: "|")))"
        let time = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?"
        let offset = "(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
        return [
            "description": "An instant such as 2026-12-26T09:00:00+01:00 (RFC 3339), or a date, which is 00:00 UTC.",
            "type": "string", "pattern": JSON("^\(date)(?:[Tt ]\(time)\(offset))?$"),
            "examples": ["2026-12-26", "2026-12-26T09:00:00+01:00"],
        ]
    }

    private static var query: JSON {
        let known = Template.variables.joined(separator: "|")
        return [
            "description": JSON(
                "A query, which may hold \(Template.variables.map { "{\($0)}" }.joined(separator: ", "))."
            ),
            "type": "string", "minLength": 1,
            "not": ["pattern": JSON("\\{(?!(?:\(known))\\})[A-Za-z][A-Za-z0-9._-]*\\}")],
        ]
    }
}
