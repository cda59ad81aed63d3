import Flags

/// Why a value was served, in OpenFeature's words.
public enum EvaluationReason: String, Sendable, CaseIterable {
    /// Served to everybody alike.
    case `static` = "STATIC"
    /// Rules or segments were met.
    case targetingMatch = "TARGETING_MATCH"
    /// A bucket decided.
    case split = "SPLIT"
    /// The flag is not enabled, and serves what everybody gets whom it does not reach.
    case disabled = "DISABLED"
    /// The flag is on, and not for this context.
    case `default` = "DEFAULT"
    /// The caller's default is served; the error code says why.
    case error = "ERROR"

    init(_ reason: Evaluation.Reason) {
        switch reason {
        case .static: self = .static
        case .targetingMatch: self = .targetingMatch
        case .split: self = .split
        case .disabled: self = .disabled
        case .default: self = .default
        case .error: self = .error
        }
    }
}

/// Why the caller's default is served, in OpenFeature's words.
public enum EvaluationErrorCode: String, Sendable, CaseIterable {
    /// No flags have arrived yet, and there was no copy on the disk.
    case providerNotReady = "PROVIDER_NOT_READY"
    /// There is no such flag; from a server, none that is marked `clientSide`.
    case flagNotFound = "FLAG_NOT_FOUND"
    /// The flag serves values of another type.
    case typeMismatch = "TYPE_MISMATCH"
    /// The context lacks the attribute that the flag is rolled out by.
    case targetingKeyMissing = "TARGETING_KEY_MISSING"
    /// The flag as it is stored cannot be used.
    case parseError = "PARSE_ERROR"
    /// Anything else.
    case general = "GENERAL"

    init(_ code: Evaluation.ErrorCode) {
        switch code {
        case .flagNotFound: self = .flagNotFound
        case .targetingKeyMissing: self = .targetingKeyMissing
        case .parseError: self = .parseError
        case .invalidContext, .general: self = .general
        }
    }
}
