/// A value with how it came about, as OpenFeature has it.
public struct EvaluationDetails<Value: Sendable>: Sendable {
    /// The flag's key as it was asked for.
    public let flagKey: String
    /// What is served: the flag's value, or the caller's default with ``EvaluationReason/error``.
    public let value: Value
    /// The name of the variant that is served; `nil` where the caller's default is.
    public let variant: String?
    /// Why this value.
    public let reason: EvaluationReason
    /// Why the caller's default is served; `nil` where it is not.
    public let errorCode: EvaluationErrorCode?
    /// A sentence for a person that goes with the error code.
    public let errorMessage: String?
    /// The flag's `version` and, where there are any, `revision`, the rollout's `entry` and the `arm` that an outcome
    /// counts for; empty where the flag is not known.
    public let metadata: [String: FlagValue]
}

extension EvaluationDetails: Equatable where Value: Equatable {}
