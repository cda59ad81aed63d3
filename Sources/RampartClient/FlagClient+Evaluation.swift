extension FlagClient {
    /// Whether the boolean flag `key` is on.
    ///
    /// Like all evaluations it takes the newest flags, waits for nothing and throws nothing; whatever is wrong serves
    /// `fallback`, and ``booleanDetails(_:default:for:)`` says what.
    public func boolean(_ key: String, default fallback: Bool, for context: EvaluationContext) -> Bool {
        flags(for: context).boolean(key, default: fallback)
    }

    /// What the string flag `key` serves.
    public func string(_ key: String, default fallback: String, for context: EvaluationContext) -> String {
        flags(for: context).string(key, default: fallback)
    }

    /// What the integer flag `key` serves.
    public func integer(_ key: String, default fallback: Int, for context: EvaluationContext) -> Int {
        flags(for: context).integer(key, default: fallback)
    }

    /// What the float or integer flag `key` serves.
    public func double(_ key: String, default fallback: Double, for context: EvaluationContext) -> Double {
        flags(for: context).double(key, default: fallback)
    }

    /// What the object flag `key` serves.
    public func object(_ key: String, default fallback: FlagValue, for context: EvaluationContext) -> FlagValue {
        flags(for: context).object(key, default: fallback)
    }

    /// ``boolean(_:default:for:)`` with how the value came about.
    public func booleanDetails(
        _ key: String,
        default fallback: Bool,
        for context: EvaluationContext
    ) -> EvaluationDetails<Bool> {
        flags(for: context).booleanDetails(key, default: fallback)
    }

    /// ``string(_:default:for:)`` with how the value came about.
    public func stringDetails(
        _ key: String,
        default fallback: String,
        for context: EvaluationContext
    ) -> EvaluationDetails<String> {
        flags(for: context).stringDetails(key, default: fallback)
    }

    /// ``integer(_:default:for:)`` with how the value came about.
    public func integerDetails(
        _ key: String,
        default fallback: Int,
        for context: EvaluationContext
    ) -> EvaluationDetails<Int> {
        flags(for: context).integerDetails(key, default: fallback)
    }

    /// ``double(_:default:for:)`` with how the value came about.
    public func doubleDetails(
        _ key: String,
        default fallback: Double,
        for context: EvaluationContext
    ) -> EvaluationDetails<Double> {
        flags(for: context).doubleDetails(key, default: fallback)
    }

    /// ``object(_:default:for:)`` with how the value came about.
    public func objectDetails(
        _ key: String,
        default fallback: FlagValue,
        for context: EvaluationContext
    ) -> EvaluationDetails<FlagValue> {
        flags(for: context).objectDetails(key, default: fallback)
    }

    /// Says that the user has met the feature behind `key`; see ``PinnedFlags/exposed(to:)``.
    public func exposed(to key: String, for context: EvaluationContext) {
        flags(for: context).exposed(to: key)
    }
}
