package import Rollouts
package import Wire

/// Something that people are alerted of, as an entry of the log holds it.
package enum Notice: Sendable, Equatable {
    /// A rollout changed.
    case rollout(RolloutEvent)
    /// A plan's file cannot be used. `flag` where it is known; `diagnostics` one line a fault.
    case planBroken(file: String, flag: String?, diagnostics: [String])
    /// A plan's file can be used again.
    case planMended(file: String)
    /// Rampart itself, in one sentence with a full stop.
    case system(SystemCondition, text: String)

    /// What can befall Rampart itself.
    package enum SystemCondition: String, Sendable, CaseIterable {
        /// Redis has not answered for longer than `redis.alertAfter`.
        case redisAway
        /// Redis answers again.
        case redisBack
        /// Redis came back empty or with older data.
        case redisForgot
        /// The plan directory cannot be read, or is suddenly empty.
        case plansUnreadable
        /// The plan directory can be read again.
        case plansBack

        /// Whether it is the end of a trouble.
        package var isGood: Bool {
            switch self {
            case .redisBack, .plansBack: true
            case .redisAway, .redisForgot, .plansUnreadable: false
            }
        }
    }

    /// The values of an entry's `type` that are notices; the log also holds others, such as edits of flags.
    package static let types: Set<String> = ["rollout", "plan", "system"]

    /// Reads what ``json`` wrote; `nil` for anything else.
    package init?(json: JSON) {
        switch json["type"]?.string {
        case "rollout":
            guard let event = RolloutEvent(json: json) else { return nil }
            self = .rollout(event)
        case "plan":
            guard let file = json["file"]?.string else { return nil }
            switch json["state"]?.string {
            case "broken":
                let lines = json["diagnostics"]?.array?.compactMap(\.string) ?? []
                self = .planBroken(file: file, flag: json["flag"]?.string, diagnostics: lines)
            case "mended": self = .planMended(file: file)
            default: return nil
            }
        case "system":
            guard let condition = json["condition"]?.string.flatMap(SystemCondition.init(rawValue:)),
                let text = json["text"]?.string
            else { return nil }
            self = .system(condition, text: text)
        default: return nil
        }
    }

    /// Its JSON, as the log's entry holds it.
    package var json: JSON {
        switch self {
        case .rollout(let event): event.json
        case .planBroken(let file, let flag, let diagnostics):
            .object([
                ("type", "plan"), ("state", "broken"), ("file", JSON(file)), ("flag", flag.map { JSON($0) }),
                ("diagnostics", JSON(diagnostics.map { JSON($0) })),
            ])
        case .planMended(let file): .object([("type", "plan"), ("state", "mended"), ("file", JSON(file))])
        case .system(let condition, let text):
            .object([("type", "system"), ("condition", JSON(condition.rawValue)), ("text", JSON(text))])
        }
    }
}
