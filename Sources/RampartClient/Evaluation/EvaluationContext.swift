import Flags
import Wire

/// Whom a flag is evaluated for. Make one a request and use it for every flag: its attributes are looked through once.
public struct EvaluationContext: Sendable {
    let context: Context

    /// A user of whom nothing but the id is known. `targetingKey` and `userId` are two names of that id.
    public init(targetingKey: String) {
        context = Context(userId: targetingKey)
    }

    /// A user, or nobody in particular, with attributes for the flags' rules. `.null` counts as missing.
    public init(targetingKey: String? = nil, attributes: [String: FlagValue]) {
        var members = attributes.map { JSON.Member(name: $0.key, value: $0.value.json) }
        if let targetingKey {
            members.removeAll { $0.name == "targetingKey" }
            members.append(JSON.Member(name: "targetingKey", value: JSON(targetingKey)))
        }
        context = Context(members)
    }

    /// Nobody in particular: whatever needs a bucket fails with ``EvaluationErrorCode/targetingKeyMissing``.
    public static let anonymous = EvaluationContext(attributes: [:])

    /// The user's id as it is put into buckets; `nil` where there is none.
    public var targetingKey: String? { context.userId }
}
