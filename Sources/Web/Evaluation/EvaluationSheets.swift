import Flags
import Wire

/// What the OpenAPI document says of `/api/feature-flags`.
enum EvaluationSheets {
    private static let tag = "Evaluation"
    private static let text: JSON = ["type": "string"]
    private static let conditional = RouteSheet.Parameter(.header, "If-None-Match", "Tags of answers that are known.")
    private static let unchanged = RouteSheet.Reply(304, "As it is known.", type: nil)

    private static let context: JSON = [
        "type": "object", "description": "Whom to evaluate for; userId or targetingKey is the user's id.",
        "properties": ["userId": text, "targetingKey": text],
    ]

    private static let detail = RouteSheet.Parameter(
        .query,
        "detail",
        "1 gives variant, value and reason of each flag as well.",
        schema: ["type": "integer", "minimum": 0, "maximum": 1]
    )

    private static let evaluation: JSON = [
        "type": "object", "required": ["enabled", "reason"],
        "properties": [
            "variant": text, "value": ["description": "What is served, as it was written."], "enabled": ["type": "boolean"],
            "reason": ["type": "string", "enum": JSON(Evaluation.Reason.allCases.map { JSON($0.rawValue) })],
            "errorCode": ["type": "string", "enum": JSON(Evaluation.ErrorCode.allCases.map { JSON($0.rawValue) })],
            "message": ["type": "string", "description": "A sentence for a person."],
        ],
    ]

    private static let list: JSON = [
        "type": "object", "description": "By key whether the flag is on; with detail=1 the whole evaluation.",
        "additionalProperties": ["oneOf": [["type": "boolean"], evaluation]],
    ]

    static let get = RouteSheet(
        "getFeatureFlags",
        tag: tag,
        "Evaluates every flag for a context, for browsers' tokens every flag that is marked clientSide.",
        parameters: [
            .init(
                .header,
                "X-Rampart-Context",
                "Whom to evaluate for: a JSON object in base64url. Without it, nobody in particular."
            ), detail, conditional,
        ],
        replies: [.init(200, "All flags. The ETag covers the context and the flags.", schema: list), unchanged]
    )

    static let post = RouteSheet(
        "evaluateFeatureFlags",
        tag: tag,
        "The same for a context in the body, which may be longer.",
        parameters: [detail, conditional],
        body: [
            "type": "object", "required": ["context"], "additionalProperties": false, "properties": ["context": context],
        ],
        replies: [.init(200, "All flags. The ETag covers the context and the flags.", schema: list), unchanged]
    )

    static let configuration = RouteSheet(
        "getFeatureFlagConfiguration",
        tag: tag,
        "The definitions of flags that clients evaluate by themselves.",
        parameters: [conditional],
        replies: [
            .init(
                200,
                "Flags that are marked clientSide with all that they build on, and have no rules for the server only.",
                schema: [
                    "type": "object", "required": ["flags", "segments", "evaluatedOnServer"],
                    "properties": [
                        "revision": ["type": "string", "description": "The id of the log's last entry that is in."],
                        "flags": ["type": "array", "items": ["type": "object"]],
                        "segments": [
                            "type": "array", "items": ["type": "object"], "description": "Those that the flags name.",
                        ],
                        "evaluatedOnServer": [
                            "type": "array", "items": text,
                            "description": "The keys of the other flags that are marked clientSide.",
                        ],
                    ],
                ]
            ), unchanged,
        ]
    )

    static let check = RouteSheet(
        "checkFeatureFlag",
        tag: tag,
        "Evaluates a flag that also hangs on checks on the server's side; one that denies, fails or is late denies.",
        parameters: [.init(.path, "key", "The flag's key.")],
        body: [
            "type": "object", "required": ["context"], "additionalProperties": false,
            "properties": [
                "context": context,
                "checks": [
                    "type": "array", "items": text, "maxItems": JSON(EvaluationRoutes.mostChecks),
                    "description": "Names of checks in the server's configuration; asked only while the flag is on.",
                ],
            ],
        ],
        replies: [
            .init(
                200,
                "The evaluation; check names the check that denied.",
                schema: [
                    "type": "object", "required": ["key", "enabled", "reason", "message"],
                    "properties": .object(
                        [("key", text), ("check", text)]
                            + (evaluation["properties"]?.members ?? []).map { ($0.name, $0.value) }
                    ),
                ]
            )
        ]
    )
}
