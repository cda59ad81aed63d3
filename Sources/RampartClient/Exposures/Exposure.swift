import Wire

/// A user has met a feature that is being rolled out.
public struct Exposure: Sendable, Equatable {
    /// The arm of a rollout.
    public enum Arm: String, Sendable {
        /// In the rollout.
        case treatment
        /// Passed everything but the bucket.
        case control
    }

    /// Names this exposure alone: however often it is sent, it counts once.
    public let eventId: String
    /// The flag's key.
    public let flagKey: String
    /// The user's id.
    public let userId: String
    /// The name of the variant that was served.
    public let variant: String
    /// The arm that it counts for.
    public let arm: Arm
    /// The entry of the rollout's stage that it counts under; `nil` for a flag without a rollout.
    public let entry: String?
    /// When, in RFC 3339.
    public let timestamp: String

    /// As the analytics take it.
    var json: JSON {
        .object([
            ("type", "exposure"),
            ("flagKey", JSON(flagKey)),
            ("userId", JSON(userId)),
            ("variant", JSON(variant)),
            ("arm", JSON(arm.rawValue)),
            ("entry", entry.map { JSON($0) }),
            ("timestamp", JSON(timestamp)),
            ("eventId", JSON(eventId)),
        ])
    }
}
