package import Wire

/// The answer for one flag and one context.
///
/// It refers to the compiled flag and is made without an allocation; texts are put together when they are asked for.
package struct Evaluation: Sendable {
    /// OFREP's reasons, the standard ones only.
    package enum Reason: String, Sendable, CaseIterable {
        /// Served to everybody alike.
        case `static` = "STATIC"
        /// Rules or segments were met.
        case targetingMatch = "TARGETING_MATCH"
        /// A bucket decided.
        case split = "SPLIT"
        /// The flag is not enabled.
        case disabled = "DISABLED"
        /// The flag is on, and not for this context.
        case `default` = "DEFAULT"
        /// See the error code.
        case error = "ERROR"
    }

    /// OFREP's error codes.
    package enum ErrorCode: String, Sendable, CaseIterable {
        /// There is no such flag.
        case flagNotFound = "FLAG_NOT_FOUND"
        /// The attribute that is hashed is missing where a bucket is needed.
        case targetingKeyMissing = "TARGETING_KEY_MISSING"
        /// The context is no object.
        case invalidContext = "INVALID_CONTEXT"
        /// What is stored, or what was sent, cannot be read.
        case parseError = "PARSE_ERROR"
        /// Anything else.
        case general = "GENERAL"
    }

    /// The arm of the rollout that outcomes are counted under.
    package enum Arm: String, Sendable {
        /// In the rollout.
        case treatment
        /// Passed everything but the bucket.
        case control
    }

    /// A server-side check that denied.
    struct Denial: Sendable, Equatable {
        var check: String
        var why: String
    }

    /// The flag's key as it was asked for.
    package let key: String
    let flag: CompiledFlag?
    let outcome: Outcome
    var denial: Denial?

    init(key: String, flag: CompiledFlag?, outcome: Outcome) {
        self.key = key
        self.flag = flag
        self.outcome = outcome
    }

    /// What is served, as it was written; `nil` only for an unknown flag and one whose variants cannot be read.
    package var value: JSON? { served?.value }

    /// The name of the variant that is served; empty where there is no value.
    package var variant: String { served?.name ?? "" }

    /// The position of what is served among the flag's variants; `nil` where there is no value.
    package var variantPosition: Int? {
        guard let flag else { return nil }
        let position = denial == nil ? outcome.variant : flag.off
        return flag.flag.variants.indices.contains(position) ? position : nil
    }

    private var served: Flag.Variant? { variantPosition.flatMap { flag?.variant($0) } }

    /// Whether the context is in: a boolean serves true, any other flag a variant of its rollout.
    package var isOn: Bool {
        guard let flag, denial == nil else { return false }
        if flag.flag.valueType == .boolean { return flag.isTrue(outcome.variant) }
        return arm == .treatment
    }

    /// The arm that an outcome counts for; `nil` where the rollout did not come to choose.
    package var arm: Arm? {
        guard flag != nil, denial == nil else { return nil }
        switch outcome.step {
        case .inside: return .treatment
        case .outside: return .control
        case .broken, .disabled, .circle, .prerequisite, .prerequisiteKeyMissing, .rolloutSegments, .rule, .segments,
            .keyMissing:
            return nil
        }
    }

    /// OFREP's reason.
    package var reason: Reason {
        guard flag != nil else { return .error }
        guard denial == nil else { return .default }
        switch outcome.step {
        case .broken, .prerequisiteKeyMissing, .keyMissing: return .error
        case .disabled: return .disabled
        case .circle, .prerequisite, .rolloutSegments, .rule, .segments: return .default
        case .outside(let bucketed): return bucketed ? .split : .default
        case .inside(let bucketed, let gated): return bucketed ? .split : gated ? .targetingMatch : .static
        }
    }

    /// OFREP's error code, with the reason `ERROR` only.
    package var errorCode: ErrorCode? {
        guard flag != nil else { return .flagNotFound }
        switch outcome.step {
        case .broken: return .parseError
        case .prerequisiteKeyMissing, .keyMissing: return .targetingKeyMissing
        case .disabled, .circle, .prerequisite, .rolloutSegments, .rule, .segments, .outside, .inside: return nil
        }
    }

    /// The kind of value that the flag serves; `nil` for an unknown one.
    package var valueType: Flag.ValueType? { flag?.flag.valueType }
    /// The flag's version; 0 for an unknown one.
    package var version: Int { flag?.flag.stamp.version ?? 0 }
    /// The id of the flag's last entry in the log.
    package var revision: String? { flag?.flag.stamp.revision }
    /// The entry id of the rollout's stage, under which an outcome is counted.
    package var entry: String? { flag?.flag.rolloutEntry }
    /// Whether browsers may see the flag.
    package var isClientSide: Bool { flag?.flag.clientSide ?? false }

    /// OFREP's metadata: `version`, and where there is one `revision`, `entry` and `arm`; empty for an unknown flag.
    package var metadata: JSON {
        guard let flag else { return JSON(.object([])) }
        return .object([
            ("version", JSON(flag.flag.stamp.version)),
            ("revision", revision.map { JSON($0) }),
            ("entry", entry.map { JSON($0) }),
            ("arm", arm.map { JSON($0.rawValue) }),
        ])
    }
}
