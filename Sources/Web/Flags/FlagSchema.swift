import FlagStore
import Flags
import Wire

/// JSON Schemas and parameters of what `/api/admin/flags` and `/api/admin/segments` take and give.
enum FlagSchema {
    private static let text: JSON = ["type": "string"]
    private static let whole: JSON = ["type": "integer", "minimum": 0]
    private static let truth: JSON = ["type": "boolean"]
    private static let object: JSON = ["type": "object"]
    private static let percentage: JSON = ["type": "number", "minimum": 0, "maximum": 100]
    private static func list(of items: JSON) -> JSON { ["type": "array", "items": items] }
    private static func names(_ names: [String]) -> JSON { ["type": "string", "enum": JSON(names.map { JSON($0) })] }

    // MARK: - Parameters

    static let ifMatch = RouteSheet.Parameter(
        .header,
        "If-Match",
        "The version that the change was made from, as a tag (\"7\"), or * for any; another stands there: 412."
    )
    static let ifNoneMatch = RouteSheet.Parameter(.header, "If-None-Match", "*: only where there is none yet, otherwise 412.")
    static let reason = RouteSheet.Parameter(
        .header,
        "X-Rampart-Reason",
        "Why, for the audit trail.",
        schema: ["type": "string", "maxLength": JSON(FlagBodies.longestReason)]
    )
    static let idempotencyKey = RouteSheet.Parameter(
        .header,
        "Idempotency-Key",
        "The request's own name: under it the change is made once, and its answer given again for a day.",
        schema: ["type": "string", "maxLength": JSON(Once.longestKey)]
    )
    static let actor = RouteSheet.Parameter(
        .header,
        "X-Rampart-Actor",
        "The person for whom a tool acts; written into the audit trail behind the token's name.",
        schema: ["type": "string", "maxLength": JSON(Bearer.longestPerson)]
    )

    // MARK: - Flags and segments

    private static let rule: JSON = [
        "type": "object", "required": ["attribute", "operator"], "additionalProperties": false,
        "properties": [
            "attribute": text, "operator": names(Rule.Operator.allCases.map(\.rawValue)), "value": [:], "negate": truth,
            "ignoreCase": truth,
        ],
    ]

    private static let stamp: [(String, JSON)] = [
        ("version", whole), ("revision", text), ("createdAt", text), ("updatedAt", text), ("updatedBy", text),
    ]

    private static let flag: [(String, JSON)] = [
        ("key", text), ("enabled", truth), ("valueType", names(Flag.ValueType.allCases.map(\.rawValue))),
        ("rolloutPercentage", percentage), ("rolloutSegments", list(of: text)), ("rolloutEntry", text), ("bucketBy", text),
        ("variants", object), ("defaultVariant", text),
        ("distribution", ["type": "object", "additionalProperties": percentage]), ("targeting", list(of: rule)),
        ("segments", list(of: text)),
        (
            "prerequisites",
            list(of: ["type": "object", "required": ["flag", "variant"], "properties": ["flag": text, "variant": text]])
        ),
        ("clientSide", truth), ("type", names(Flag.Lifetime.allCases.map(\.rawValue))), ("expiresAt", text), ("owner", text),
        ("description", text),
    ]

    private static let segment: [(String, JSON)] = [
        ("id", text), ("priority", ["type": "integer"]), ("rules", list(of: rule)), ("owner", text), ("description", text),
    ]

    private static func members(_ kind: FlagName.Kind) -> [(String, JSON)] {
        switch kind {
        case .flag: flag
        case .segment: segment
        }
    }

    /// What is written: the stamp may stand in it and is passed over.
    static func written(_ kind: FlagName.Kind) -> JSON {
        [
            "type": "object", "required": kind == .flag ? ["key"] : ["id", "rules"], "additionalProperties": false,
            "properties": .object(members(kind) + stamp),
        ]
    }

    /// What is shown.
    static func kept(_ kind: FlagName.Kind) -> JSON {
        [
            "type": "object", "required": [JSON(kind.member), "version"],
            "properties": .object(members(kind) + stamp + [("faults", list(of: text))]),
        ]
    }

    static func list(_ kind: FlagName.Kind) -> JSON {
        let lost: JSON = ["type": "object", "properties": .object([(kind.member, text), ("message", text)] as [(String, JSON)])]
        let members = [("\(kind.rawValue)s", list(of: kept(kind))), ("unreadable", list(of: lost))]
        return ["type": "object", "required": [JSON("\(kind.rawValue)s")], "properties": .object(members as [(String, JSON)])]
    }

    static let history: JSON = [
        "type": "object", "required": ["entries"],
        "properties": ["entries": list(of: ["type": "object", "properties": ["id": text, "event": object]])],
    ]

    // MARK: - Changes

    static func outcome(_ kind: FlagName.Kind) -> JSON {
        let members: [(String, JSON)] = [
            ("outcome", names(["created", "changed", "unchanged", "deleted"])), (kind.member, text), ("version", whole),
            ("revision", text), (kind.rawValue, kept(kind)), ("warnings", list(of: object)), ("message", text),
        ]
        return ["type": "object", "required": ["outcome", "version"], "properties": .object(members)]
    }

    static func results(_ kind: FlagName.Kind) -> JSON {
        ["type": "object", "required": ["results"], "properties": ["results": list(of: outcome(kind))]]
    }

    static func batch(_ kind: FlagName.Kind) -> JSON {
        let members: [(String, JSON)] = [
            ("put", written(kind)), ("patch", object), ("delete", text), (kind.member, text),
            ("expect", ["description": "A version, \"absent\" or \"present\".", "type": ["integer", "string"]]),
        ]
        let edit: JSON = [
            "type": "object", "additionalProperties": false, "properties": .object(members),
            "oneOf": [["required": ["put"]], ["required": ["patch", JSON(kind.member)]], ["required": ["delete"]]],
        ]
        return [
            "oneOf": [
                list(of: written(kind)),
                batch("\(kind.rawValue)s", list(of: written(kind))), batch("edits", list(of: edit)),
            ]
        ]
    }

    private static func batch(_ member: String, _ items: JSON) -> JSON {
        [
            "type": "object", "required": [JSON(member)], "additionalProperties": false,
            "properties": .object([(member, items), ("reason", text)] as [(String, JSON)]),
        ]
    }

    static let revert: JSON = [
        "type": "object", "required": ["version"], "additionalProperties": false,
        "properties": ["version": whole, "reason": text],
    ]

    // MARK: - Asking

    static let question: JSON = [
        "type": "object", "additionalProperties": false,
        "properties": ["context": ["type": "object", "description": "The attributes of whom it is evaluated for."]],
    ]

    static let evaluation: JSON = [
        "type": "object", "required": ["key", "variant", "reason", "details"],
        "properties": [
            "key": text, "value": [:], "variant": text, "on": truth,
            "reason": names(Evaluation.Reason.allCases.map(\.rawValue)),
            "errorCode": names(Evaluation.ErrorCode.allCases.map(\.rawValue)), "cause": text,
            "details": ["type": "string", "description": "Why, in a sentence."], "arm": names(["treatment", "control"]),
            "segments": list(of: text), "version": whole, "revision": text,
        ],
    ]

    private static let finding: JSON = [
        "type": "object",
        "properties": [
            "segments": list(of: text), "segment": text, "finding": names(["possible", "impossible", "unknown"]),
            "context": ["type": "object", "description": "A context that is in both."], "attribute": text,
        ],
    ]

    static let overlaps: JSON = [
        "type": "object", "required": ["overlaps", "contradictions"],
        "properties": [
            "overlaps": list(of: finding), "contradictions": list(of: finding),
            "isCut": ["type": "boolean", "description": "There are more segments than were held against each other."],
        ],
    ]
}
