import Flags
import Wire

/// What the OpenAPI document says of `/ofrep/v1`.
enum OFREPSheets {
    private static let tag = "OpenFeature"
    private static let text: JSON = ["type": "string"]
    private static let key = RouteSheet.Parameter(.path, "key", "The flag's key.")

    private static let request: JSON = [
        "type": "object", "required": ["context"],
        "properties": [
            "context": [
                "type": "object",
                "description":
                    "Whom to evaluate for. targetingKey is the user's id; a flag that needs none can do without it.",
                "properties": ["targetingKey": text],
            ]
        ],
    ]

    private static let metadata: JSON = [
        "type": "object",
        "description":
            "The flag's version and revision; entry and arm, under which an outcome is counted, while a rollout runs.",
        "additionalProperties": ["type": ["boolean", "string", "number"]],
    ]

    private static let success: JSON = [
        "type": "object", "required": ["key", "value", "reason", "variant", "metadata"],
        "properties": [
            "key": text, "value": ["description": "A value of the flag's type, as it was written."],
            "reason": [
                "type": "string", "enum": JSON(Evaluation.Reason.allCases.filter { $0 != .error }.map { JSON($0.rawValue) }),
            ],
            "variant": text, "metadata": metadata,
        ],
    ]

    private static let failure: JSON = [
        "type": "object", "required": ["errorCode", "errorDetails"],
        "properties": [
            "key": text,
            "errorCode": ["type": "string", "enum": JSON(Evaluation.ErrorCode.allCases.map { JSON($0.rawValue) })],
            "errorDetails": text, "reason": ["const": "ERROR"], "variant": ["const": ""], "metadata": metadata,
        ],
    ]

    private static let answers: JSON = [
        "type": "object", "required": ["flags", "metadata"],
        "properties": [
            "flags": ["type": "array", "items": ["oneOf": [success, failure]]], "metadata": metadata,
            "eventStreams": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["type", "url"],
                    "properties": [
                        "type": ["const": "sse"],
                        "url": ["type": "string", "description": "Good for some minutes, for this stream and nothing else."],
                        "inactivityDelaySec": ["type": "integer", "minimum": 1],
                    ],
                ],
            ],
        ],
    ]

    /// Faults of the kinds that have a status of their own here.
    private static let faults: [RouteSheet.Reply] = [
        .init(400, "The request or the flag cannot be evaluated.", schema: failure),
        .init(401, "No token, or an unknown one.", schema: failure), .init(403, "The token's role is too low.", schema: failure),
        .init(413, "The body has more than 1 MiB.", schema: failure),
        .init(429, "Too many refusals; Retry-After says when to come again.", schema: failure),
        .init(503, "The flags are not loaded yet.", schema: failure),
    ]

    static let single = RouteSheet(
        "evaluateFlag",
        tag: tag,
        "Evaluates one flag (OpenFeature Remote Evaluation Protocol).",
        parameters: [key],
        body: request,
        replies: [
            .init(200, "The evaluation.", schema: success),
            .init(404, "There is no such flag, or none that browsers may see.", schema: failure),
        ] + faults
    )

    static let bulk = RouteSheet(
        "evaluateFlagsBulk",
        tag: tag,
        "Evaluates every flag, for browsers' tokens every flag that is marked clientSide.",
        parameters: [
            .init(.header, "If-None-Match", "Tags of answers that are known."),
            .init(.query, "flagConfigEtag", "What a stream's event told; it goes out only once an answer has the new state."),
            .init(.query, "flagConfigLastModified", "The same for a time."),
        ],
        body: request,
        replies: [
            .init(200, "All evaluations. The ETag covers the context and the flags.", schema: answers),
            .init(304, "As it is known.", type: nil),
        ] + faults
    )
}
