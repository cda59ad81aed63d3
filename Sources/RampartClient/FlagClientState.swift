/// How a client stands.
public struct FlagClientState: Sendable, Equatable {
    /// How good its flags are.
    public enum Freshness: String, Sendable, CaseIterable {
        /// There are none: every evaluation serves the caller's default.
        case notReady
        /// The last ones known, or those kept on the disk; changes do not arrive.
        case stale
        /// As the source has them.
        case fresh
    }

    /// How good its flags are.
    public let freshness: Freshness
    /// The id of the last change that is in; `nil` before there are flags.
    public let revision: String?
    /// What went wrong last, until something goes well.
    public let fault: String?
}
