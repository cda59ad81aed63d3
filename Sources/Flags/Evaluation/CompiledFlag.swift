import Wire

/// A flag that is ready for evaluation; what it refers to is linked by the snapshot.
final class CompiledFlag: Sendable {
    let flag: Flag
    /// What is wrong with the flag as it is stored; not empty for a flag that is served off for it.
    let faults: [String]
    let targeting: RuleSet
    /// The position of the variant for everybody who is out; -1 where the flag has none to serve.
    let off: Int
    /// Whether there is anything to pass before the bucket.
    let isGated: Bool
    /// Whether a targeting rule is for the server only.
    let isForServerOnly: Bool
    /// For each variant whether its value is true.
    private let truths: [Bool]
    private let choice: VariantChoice
    private let fraction: Double
    private let unit: AttributePath
    private let suffix: String
    private let variantSuffix: String

    init(_ stored: StoredFlag) {
        flag = stored.flag
        var faults = stored.faults.filter(\.isServedOff).map(\.description)
        var rules: [CompiledRule] = []
        for (position, rule) in flag.targeting.enumerated() {
            do throws(RuleFault) {
                rules.append(try CompiledRule(rule))
            } catch {
                faults.append("targeting[\(position)].value: \(error.message)")
            }
        }
        let off = Self.off(flag)
        if off == nil, faults.isEmpty { faults.append("defaultVariant: there is no variant to serve to those who are out") }
        self.faults = faults
        self.off = off ?? -1
        targeting = RuleSet(rules: rules, negatedMatchesMissing: false)
        isGated =
            !flag.targeting.isEmpty || !flag.segments.isEmpty || !flag.rolloutSegments.isEmpty
            || !flag.prerequisites.isEmpty
        isForServerOnly = rules.contains(where: \.isForServerOnly)
        truths = flag.variants.map { $0.value.bool == true }
        choice = VariantChoice(flag)
        fraction = flag.rolloutPercentage / 100
        unit = AttributePath(flag.bucketBy)
        suffix = Bucket.suffix(flag: flag.key)
        variantSuffix = Bucket.suffix(flag: flag.key, salt: ":variant")
    }

    /// The default variant; of a boolean, whose default a kill must be able to serve, one that is false.
    private static func off(_ flag: Flag) -> Int? {
        let named = flag.variants.firstIndex { $0.name == flag.defaultVariant }
        guard flag.valueType == .boolean, named.map({ flag.variants[$0].value.bool != false }) ?? true else { return named }
        return flag.variants.firstIndex { $0.value.bool == false }
    }

    /// The variant at a position.
    func variant(_ position: Int) -> Flag.Variant? {
        flag.variants.indices.contains(position) ? flag.variants[position] : nil
    }

    /// Whether the variant at a position is the value true.
    func isTrue(_ position: Int) -> Bool { truths.indices.contains(position) && truths[position] }

    /// The last steps: the rollout's bucket, then the variant.
    func draw(_ context: Context) -> Outcome {
        // Written so that a percentage that is no number lets nobody in.
        guard fraction > 0 else { return Outcome(variant: off, step: .outside(bucketed: false)) }
        let isConstant: Bool
        switch choice {
        case .constant: isConstant = true
        case .equal, .shares: isConstant = false
        }
        if fraction >= 1, isConstant {
            return Outcome(variant: choice.variant(0), step: .inside(bucketed: false, gated: isGated))
        }
        guard let unit = context.unit(at: unit) else { return Outcome(variant: off, step: .keyMissing) }
        guard fraction >= 1 || Bucket.contains(Bucket.hash(unit: unit, suffix: suffix), fraction: fraction) else {
            return Outcome(variant: off, step: .outside(bucketed: true))
        }
        let hash = isConstant ? 0 : Bucket.hash(unit: unit, suffix: variantSuffix)
        return Outcome(variant: choice.variant(hash), step: .inside(bucketed: true, gated: isGated))
    }
}
