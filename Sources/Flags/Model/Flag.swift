package import Wire

/// One feature flag: who is served which variant.
package struct Flag: Sendable, Equatable {
    /// The kind of value that the variants hold.
    package enum ValueType: String, Sendable, CaseIterable {
        /// `true` or `false`.
        case boolean
        /// A text.
        case string
        /// A whole number, written without a fraction.
        case integer
        /// Any number.
        case float
        /// A JSON object.
        case object
    }

    /// A named value. Numbers keep the form in which they were written.
    package struct Variant: Sendable, Equatable {
        /// Its name, unique in the flag and no whole number.
        package var name: String
        /// What is served.
        package var value: JSON

        /// A variant from its parts.
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// Another flag that must serve a certain variant.
    package struct Prerequisite: Sendable, Equatable {
        /// The other flag's key.
        package var flag: String
        /// The variant it must serve.
        package var variant: String

        /// A prerequisite from its parts.
        package init(flag: String, variant: String) {
            self.flag = flag
            self.variant = variant
        }
    }

    /// Whether the flag is to go some day.
    package enum Lifetime: String, Sendable, CaseIterable {
        /// To be removed once its rollout is over.
        case temporary
        /// To stay.
        case permanent
    }

    /// Its key.
    package var key: String
    /// `false` is a kill: everybody is served the default variant.
    package var enabled = false
    /// The kind of value that it serves.
    package var valueType = ValueType.boolean
    /// The share of those who pass everything else that is in, in percent; 0 and less is nobody, 100 and more everybody.
    package var rolloutPercentage = 0.0
    /// The segments that the rollout's stage is limited to (any of them); empty for everyone.
    package var rolloutSegments: [String] = []
    /// The entry id of the rollout's stage, which outcomes are counted under.
    package var rolloutEntry: String?
    /// The attribute that is hashed; `userId` is OFREP's `targetingKey`.
    package var bucketBy = "userId"
    /// What can be served, in the written order; at least one.
    package var variants: [Variant] = Self.booleanVariants
    /// What is served to whoever is out.
    package var defaultVariant = "off"
    /// Percent of those in, for each variant in the variants' order; `nil` for equal shares.
    package var distribution: [Double]?
    /// The rules, all of which must hold. A negated rule needs its attribute as well.
    package var targeting: [Rule] = []
    /// The segments of which the user must be in any; empty for everyone.
    package var segments: [String] = []
    /// Flags that must serve certain variants.
    package var prerequisites: [Prerequisite] = []
    /// Whether browsers may see and evaluate it.
    package var clientSide = false
    /// Whether it is to go some day.
    package var lifetime = Lifetime.temporary
    /// When it should be gone: a date or RFC 3339 instant as it was written.
    package var expiresAt: String?
    /// Who answers for it.
    package var owner: String?
    /// What it is for.
    package var description: String?
    /// When, by whom and how often it was changed.
    package var stamp = Stamp()

    /// A boolean flag that is off: not enabled, at 0 %.
    package init(key: String) { self.key = key }

    /// The variants of a boolean that names none.
    package static let booleanVariants = [Variant("on", true), Variant("off", false)]

    /// The share of the variant called `name` in percent, where there is a distribution.
    package func share(of name: String) -> Double? {
        guard let position = variants.firstIndex(where: { $0.name == name }), let distribution,
            distribution.indices.contains(position)
        else { return nil }
        return distribution[position]
    }
}
