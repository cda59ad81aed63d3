import Wire

/// Guards and what they ask.
extension PlanSchema {
    static var condition: JSON {
        let base = object("A condition that is watched: one kind of criterion, held against a metric.", guardProperties)
        let rules: [(String, JSON)] = [
            ("oneOf", [isShare, requires("minConversionRate"), isValue]),
            ("not", ["required": ["minSuccessRate", "maxErrorRate"]]),
            ("dependentSchemas", guardRules),
        ]
        return .object((base.members ?? []).map { ($0.name, $0.value) } + rules)
    }

    private static var guardProperties: [(String, JSON)] {
        [
            (
                "name",
                [
                    "description": "Unique in the plan; what is known of the guard goes by its name.",
                    "type": "string", "minLength": 1, "maxLength": JSON(GuardReader.longestName),
                    "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]*$",
                ]
            ),
            ("metric", reference("metric")),
            ("minSuccessRate", described(share, "The share of the exposed users' outcomes that must succeed.")),
            ("maxErrorRate", described(share, "The share of the exposed users' outcomes that may fail.")),
            ("comparedToControl", comparison),
            (
                "minConversionRate",
                described(share, "The share of exposed users that must convert; only gates the advance.")
            ),
            ("min", ["description": "The value must not be below this.", "type": "number"]),
            ("max", ["description": "The value must not be above this.", "type": "number"]),
            (
                "failureLimit",
                described(
                    integer(0...1_000_000),
                    "The breach is more than so many failed readings in the stage: 0, unless consecutiveFailureLimit is given."
                )
            ),
            (
                "consecutiveFailureLimit",
                described(integer(1...1_000_000), "The breach is so many failed readings in a row.")
            ),
            ("minReadings", described(integer(1...1_000_000, default: 3), "Usable readings needed to pass.")),
            (
                "pass",
                described(
                    choice(Guard.Pass.self),
                    "estimate: the observed figure meets the limit; evidence: that is shown with 95 % confidence.",
                    default: "estimate"
                )
            ),
            ("onBreach", described(choice(BreachAction.self), "What follows its breach. Left out: as in the plan.")),
            (
                "interval",
                described(reference("wait"), "The time between two of its readings. Left out: as in the plan.")
            ),
            (
                "noData",
                described(reference("noData"), "What follows when no reading is usable. Left out: as in the plan.")
            ),
            (
                "stages",
                [
                    "description": "Indexes of the stages it is watched in. Left out: all.",
                    "type": "array", "items": integer(0...(StageReader.mostStages - 1)), "minItems": 1,
                    "uniqueItems": true,
                ]
            ),
            (
                "eventsPerUser",
                [
                    "description": "How many outcomes one user can cause together.",
                    "type": "number", "minimum": 1, "maximum": 1_000_000, "default": 1,
                ]
            ),
        ]
    }

    private static var comparison: JSON {
        object(
            "Holds the exposed users' errors against those of control.",
            [
                (
                    "maxRatio",
                    [
                        "description": "How many times control's rate of errors is no harm.",
                        "type": "number", "exclusiveMinimum": 0, "maximum": 1000, "default": 1,
                    ]
                ),
                (
                    "margin",
                    [
                        "description": "How far above maxRatio an observed ratio still passes.",
                        "type": "number", "minimum": 0, "maximum": 100, "default": 0.5,
                    ]
                ),
            ]
        )
    }

    /// What each key of a guard asks of the others.
    private static var guardRules: JSON {
        .object(
            CriterionReader.valueOnly.map { ($0, isValue) } + CriterionReader.shareOnly.map { ($0, isShare) }
                + [
                    ("onBreach", ["not": ["required": ["minConversionRate"]]]),
                    ("minConversionRate", metric(without: ["query"] + MetricReader.countKeys)),
                    ("minSuccessRate", metric(without: ["query"])),
                    ("maxErrorRate", metric(without: ["query"])),
                    ("comparedToControl", comparedMetric),
                ] + CriterionReader.valueKeys.map { ($0, metric(without: MetricReader.countKeys + ["counts"])) }
        )
    }

    private static var comparedMetric: JSON {
        let rules: JSON = [
            "properties": ["query": false], "dependentRequired": ["errors": ["controlErrors", "controlTotal"]],
        ]
        return ["properties": ["metric": rules]]
    }

    static var metric: JSON {
        let base = object(
            "What the guard asks of its source.",
            [
                (
                    "source",
                    described(
                        ["type": "string"],
                        "A metric source named in the controller's configuration. Left out: its default source."
                    )
                ),
                (
                    "params",
                    [
                        "description": "Texts for the {params.NAME} places of the source's URL.",
                        "type": "object", "additionalProperties": ["type": "string"],
                    ]
                ),
                ("query", described(reference("query"), "A query that gives one value.")),
                ("errors", described(reference("query"), "A query that counts the exposed users' errors.")),
                ("total", described(reference("query"), "A query that counts the exposed users' outcomes.")),
                ("controlErrors", described(reference("query"), "A query that counts control's errors.")),
                ("controlTotal", described(reference("query"), "A query that counts control's outcomes.")),
                (
                    "counts",
                    described(
                        choice(Metric.Counting.self),
                        "window: counts since the stage's entry; total: ever-growing counters, baselined at the entry.",
                        default: "window"
                    )
                ),
            ]
        )
        let rules: [(String, JSON)] = [
            (
                "dependentRequired",
                [
                    "errors": ["total"], "total": ["errors"], "controlErrors": ["errors", "total", "controlTotal"],
                    "controlTotal": ["errors", "total", "controlErrors"],
                ]
            ),
            ("dependentSchemas", ["query": without(MetricReader.countKeys), "params": without(queryKeys)]),
        ]
        return .object((base.members ?? []).map { ($0.name, $0.value) } + rules)
    }

    private static var queryKeys: [String] { ["query"] + MetricReader.countKeys }

    private static var isShare: JSON { ["anyOf": JSON(CriterionReader.shareKeys.map(requires))] }
    private static var isValue: JSON { ["anyOf": JSON(CriterionReader.valueKeys.map(requires))] }

    private static func requires(_ key: String) -> JSON { ["required": [JSON(key)]] }

    /// An object that has none of these keys.
    private static func without(_ keys: [String]) -> JSON { ["properties": .object(keys.map { ($0, false) })] }

    private static func metric(without keys: [String]) -> JSON { ["properties": ["metric": without(keys)]] }
}
