package import Wire

/// The JSON Schema (draft 2020-12) of the plan format, from which editors complete and check.
///
/// It says what a schema can say of ``PlanReader``'s rules; a test holds the two against each other.
package enum PlanSchema {
    /// The whole schema.
    package static var json: JSON {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Rollout plan",
            "description": "One plan drives one flag through its stages while guards watch its users.",
            "type": "object",
            "required": ["flagKey", "stages"],
            "additionalProperties": false,
            "properties": properties,
            "$defs": definitions,
        ]
    }

    private static var properties: JSON {
        .object(identity + start + course + answers)
    }

    /// What the plan is about.
    private static var identity: [(String, JSON)] {
        [
            ("$schema", ["description": "The schema that editors complete from. Not read."]),
            ("flagKey", described(reference("flagKey"), "The flag that this plan drives.")),
            (
                "revision",
                described(
                    integer(1...PlanReader.highestRevision, default: 1),
                    "Raise it to start the rollout again from its first stage; any other edit applies to the one under way."
                )
            ),
            ("description", described(["type": "string"], "What the feature is, for people.")),
            ("owner", described(["type": "string"], "Who answers for it.")),
            (
                "links",
                described(
                    ["type": "object", "additionalProperties": ["type": "string", "pattern": "^https?://"]],
                    "Named addresses for people, such as a runbook."
                )
            ),
            ("lifecycle", lifecycle),
        ]
    }

    /// When the rollout begins, and where.
    private static var start: [(String, JSON)] {
        [
            (
                "currentStage",
                described(
                    integer(0...(StageReader.mostStages - 1), default: 0),
                    "Index of the stage that a new rollout starts at."
                )
            ),
            (
                "startDate",
                described(reference("instant"), "Nothing is written to the flag before it. Left out: at once.")
            ),
            (
                "takeOver",
                described(
                    ["type": "boolean", "default": false],
                    "Whether a new rollout may lower a flag that is on already above its first stage."
                )
            ),
            (
                "after",
                described(
                    ["type": "array", "items": reference("flagKey"), "uniqueItems": true, "default": []],
                    "Flags whose rollouts must be completed before this one starts."
                )
            ),
            ("window", window),
        ]
    }

    /// How far it goes, and who watches.
    private static var course: [(String, JSON)] {
        [
            (
                "stages",
                described(
                    [
                        "type": "array", "items": reference("stage"), "minItems": 1,
                        "maxItems": JSON(StageReader.mostStages),
                    ],
                    "The steps in order. Percentages rise as long as the segments stay; segments only widen."
                )
            ),
            (
                "guards",
                described(
                    [
                        "type": "array", "items": reference("guard"), "maxItems": JSON(GuardReader.mostGuards),
                        "default": [],
                    ],
                    "Conditions that are watched in every stage."
                )
            ),
            (
                "interval",
                described(reference("wait"), "The time between two readings of a guard, at least 1s.", default: "30s")
            ),
            (
                "delay",
                described(
                    reference("duration"),
                    "Readings end this long before now, for sources whose data arrive late.",
                    default: "0s"
                )
            ),
            (
                "confidence",
                described(
                    ["type": "number", "minimum": 0.5, "maximum": 0.999999, "default": 0.99],
                    "1 − the chance, over a whole attempt, that a healthy feature is rolled back by its guards."
                )
            ),
        ]
    }

    /// What follows what is seen.
    private static var answers: [(String, JSON)] {
        [
            (
                "onBreach",
                described(
                    choice(BreachAction.self),
                    "What follows the breach of a guard that says nothing itself.",
                    default: "rollback"
                )
            ),
            (
                "noData",
                described(
                    reference("noData"),
                    "What follows when a guard that says nothing itself has no usable reading."
                )
            ),
            ("undecided", undecided),
            (
                "alerts",
                described(
                    ["type": "array", "items": ["type": "string"], "uniqueItems": true],
                    "Alert channels named in the controller's configuration. Left out: its default channels."
                )
            ),
        ]
    }

    private static var definitions: JSON {
        .object(texts + [("noData", noData), ("stage", stage), ("guard", condition), ("metric", metric)])
    }
}
