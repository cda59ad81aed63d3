import Rollouts
import Wire

/// JSON Schemas of what `/api/rollouts` takes and gives.
enum RolloutSchema {
    private static let text: JSON = ["type": "string"]
    private static let number: JSON = ["type": "number"]
    private static let whole: JSON = ["type": "integer", "minimum": 0]
    private static let time: JSON = ["type": "string", "format": "date-time"]
    private static let percentage: JSON = ["type": "number", "minimum": 0, "maximum": 100]
    private static let phase: JSON = ["type": "string", "enum": JSON(Phase.allCases.map { JSON($0.rawValue) })]
    private static let orderName: JSON = ["type": "string", "enum": JSON(Order.allCases.map { JSON($0.rawValue) })]

    private static func list(of items: JSON) -> JSON { ["type": "array", "items": items] }

    /// What a rollout always tells, in short and in full.
    private static let short: [(String, JSON)] = [
        ("flag", text), ("phase", phase),
        ("hold", ["type": "string", "enum": JSON(HoldReason.allCases.map { JSON($0.rawValue) })]),
        ("percentage", percentage), ("stage", whole), ("stageCount", whole), ("attempt", whole), ("entry", text),
        ("since", time), ("stageSince", time), ("stageEnds", time), ("orphaned", ["type": "boolean"]), ("reason", text),
        ("actor", text), ("version", whole), ("owner", text), ("waitsFor", list(of: wait)), ("orders", list(of: orderName)),
    ]

    private static let wait: JSON = [
        "type": "object", "required": ["kind", "message"],
        "properties": ["kind": text, "message": text, "until": time, "guard": text],
    ]

    private static let stage: JSON = [
        "type": "object",
        "properties": [
            "percentage": percentage, "segments": list(of: text), "duration": text, "minSamples": whole,
            "approval": ["type": "boolean"],
        ],
    ]

    private static let verdict: JSON = [
        "type": "object", "required": ["guard"],
        "properties": [
            "guard": text, "standing": text, "rule": text, "figure": number, "limit": number, "samples": whole,
            "failures": whole,
            "logEvidence": [
                "type": "number", "description": "Natural logarithm of the odds that the limit is exceeded.",
            ],
            "breachAt": ["type": "number", "description": "The logarithm at which it is a breach."],
            "odds": text, "message": text, "lastAsked": time, "lastReading": ["type": "object"],
        ],
    ]

    static let rollout: JSON = [
        "type": "object", "required": ["flag", "phase", "percentage", "version"],
        "properties": .object(
            short + [
                ("stages", list(of: stage)), ("guards", list(of: verdict)), ("breached", list(of: text)),
                ("pausedFor", text), ("plan", ["type": "object"]), ("nextCheck", time),
            ]
        ),
    ]

    static let list: JSON = [
        "type": "object", "required": ["rollouts"],
        "properties": [
            "leader": ["type": "object", "properties": ["holder": text, "epoch": text]],
            "rollouts": list(of: ["type": "object", "properties": .object(short)]),
            "faults": list(of: ["type": "object", "properties": ["flag": text, "message": text]]),
        ],
    ]

    static let history: JSON = [
        "type": "object", "required": ["entries"],
        "properties": [
            "entries": list(of: ["type": "object", "properties": ["id": text, "event": ["type": "object"]]])
        ],
    ]

    static let order: JSON = [
        "type": "object", "required": ["reason"], "additionalProperties": false,
        "properties": [
            "reason": [
                "type": "string", "minLength": 1, "maxLength": JSON(RolloutRoutes.longestReason),
                "description": "Why, for the audit trail.",
            ],
            "force": [
                "type": "boolean",
                "description": "advance and promote: through guards that are breached or unread; evidence begins afresh.",
            ],
        ],
    ]

    static let outcome: JSON = [
        "type": "object", "required": ["flag", "phase"],
        "properties": [
            "flag": text, "order": orderName, "phase": phase, "percentage": percentage, "percentageBefore": percentage,
            "stage": whole, "revision": text, "message": text,
        ],
    ]
}
