import Wire

/// The smaller objects of a plan, and what schemas are made from.
extension PlanSchema {
    static var lifecycle: JSON {
        object(
            "How long the flag is meant to live.",
            [
                (
                    "type",
                    described(
                        choice(Lifecycle.Kind.self),
                        "A temporary flag is stale after 90 days without evaluation.",
                        default: "temporary"
                    )
                ),
                ("expiresAt", described(reference("instant"), "When the flag should be gone; warned of 7 days ahead.")),
            ]
        )
    }

    static var window: JSON {
        object(
            "When the percentage may be raised. It never delays a rollback. Left out: always.",
            [
                (
                    "days",
                    [
                        "description": "Days on which it opens. Left out: every day.",
                        "type": "array", "items": ["enum": JSON(Window.dayNames.map { JSON($0) })],
                        "minItems": 1, "uniqueItems": true,
                    ]
                ),
                (
                    "from",
                    described(
                        ["type": "string", "pattern": "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"],
                        "When it opens.",
                        default: "00:00"
                    )
                ),
                (
                    "to",
                    described(
                        ["type": "string", "pattern": "^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"],
                        "When it closes; earlier than from spans midnight.",
                        default: "24:00"
                    )
                ),
                (
                    "timeZone",
                    described(
                        ["type": "string", "minLength": 1, "examples": ["Europe/Berlin"]],
                        "Name of a zone of the IANA database.",
                        default: "UTC"
                    )
                ),
            ]
        )
    }

    static var undecided: JSON {
        let end = object(
            "An end to the hold.",
            [
                ("for", described(reference("wait"), "How long it holds.")),
                ("then", ["description": "What follows.", "enum": ["halt", "rollback"]]),
            ],
            required: ["for", "then"]
        )
        return described(
            ["anyOf": [["const": "hold"], end]],
            "What follows when a stage's time is up and a guard is neither breached nor passed.",
            default: "hold"
        )
    }

    static var noData: JSON {
        object(
            "What follows when no reading was usable for so long.",
            [
                (
                    "for",
                    described(reference("wait"), "For how long. Left out in a guard: as in the plan.", default: "15m")
                ),
                (
                    "then",
                    described(
                        choice(Deadline.Action.self),
                        "What then follows. Left out in a guard: as in the plan.",
                        default: "hold"
                    )
                ),
            ]
        )
    }

    static var stage: JSON {
        object(
            "One step of the rollout.",
            [
                (
                    "percentage",
                    [
                        "description": "The share of the users, or of the segments' members, with up to 3 decimals.",
                        "type": "number", "minimum": 0, "maximum": 100,
                    ]
                ),
                (
                    "duration",
                    [
                        "description":
                            "How long the stage lasts: a text such as 24h, or a number of hours. Only the last stage may leave it out.",
                        "anyOf": [
                            reference("duration"),
                            [
                                "type": "number", "minimum": 0,
                                "maximum": JSON(Duration.longestPlanned.milliseconds / 3_600_000),
                            ],
                        ],
                    ]
                ),
                (
                    "segments",
                    [
                        "description": "The stage is limited to members of these. Left out: everyone.",
                        "type": "array", "items": reference("segment"), "uniqueItems": true, "default": [],
                    ]
                ),
                (
                    "minSuccessRate",
                    described(share, "The success rate that the exposed users must keep, by the default metric source.")
                ),
                (
                    "minSamples",
                    described(
                        integer(0...1_000_000_000, default: 100),
                        "Exposed outcomes needed before the stage may pass."
                    )
                ),
                (
                    "approval",
                    described(
                        ["type": "boolean", "default": false],
                        "Whether an operator must approve before the rollout enters the stage."
                    )
                ),
            ],
            required: ["percentage"]
        )
    }

    /// A share of users or outcomes.
    static var share: JSON { ["type": "number", "minimum": 0, "maximum": 1] }

    static func reference(_ name: String) -> JSON { ["$ref": "#/$defs/\(name)"] }

    static func integer(_ range: ClosedRange<Int>, default value: Int? = nil) -> JSON {
        .object([
            ("type", "integer"), ("minimum", JSON(range.lowerBound)), ("maximum", JSON(range.upperBound)),
            ("default", value.map { JSON($0) }),
        ])
    }

    static func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> JSON
    where Choice.RawValue == String {
        ["enum": JSON(Choice.allCases.map { JSON($0.rawValue) })]
    }

    /// `schema` with a description before its keywords, and a default after them.
    static func described(_ schema: JSON, _ description: String, default value: JSON? = nil) -> JSON {
        let own = (schema.members ?? []).map { ($0.name, JSON?.some($0.value)) }
        return .object([("description", JSON(description))] + own + [("default", value)])
    }

    /// An object that has no other keys than these.
    static func object(_ description: String, _ properties: [(String, JSON)], required: [String] = []) -> JSON {
        .object([
            ("description", JSON(description)), ("type", "object"),
            ("required", required.isEmpty ? nil : JSON(required.map { JSON($0) })),
            ("additionalProperties", false), ("properties", .object(properties)),
        ])
    }
}
