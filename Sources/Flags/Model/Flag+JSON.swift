package import Wire

extension Flag {
    /// The flag as the HTTP API shows it; the order of the members never changes.
    package var json: JSON {
        .object(members + stamp.members)
    }

    /// The members before the stamp.
    var members: [(String, JSON?)] {
        [
            ("key", JSON(key)),
            ("enabled", JSON(enabled)),
            ("valueType", JSON(valueType.rawValue)),
            ("rolloutPercentage", PercentText.json(rolloutPercentage)),
            ("rolloutSegments", rolloutSegments.isEmpty ? nil : Self.list(rolloutSegments)),
            ("rolloutEntry", rolloutEntry.map { JSON($0) }),
            ("bucketBy", JSON(bucketBy)),
            ("variants", variantsJSON),
            ("defaultVariant", JSON(defaultVariant)),
            ("distribution", distributionJSON),
            ("targeting", JSON(targeting.map(\.json))),
            ("segments", Self.list(segments)),
            ("prerequisites", prerequisitesJSON),
            ("clientSide", JSON(clientSide)),
            ("type", JSON(lifetime.rawValue)),
            ("expiresAt", expiresAt.map { JSON($0) }),
            ("owner", owner.map { JSON($0) }),
            ("description", description.map { JSON($0) }),
        ]
    }

    /// The values by name, in the written order.
    var variantsJSON: JSON { .object(variants.map { ($0.name, $0.value) }) }

    /// The shares by name, in the variants' order.
    var distributionJSON: JSON? {
        distribution.map { shares in
            .object(zip(variants, shares).map { ($0.name, PercentText.json($1)) })
        }
    }

    var prerequisitesJSON: JSON {
        JSON(prerequisites.map { ["flag": JSON($0.flag), "variant": JSON($0.variant)] })
    }

    static func list(_ names: [String]) -> JSON { JSON(names.map { JSON($0) }) }
}

/// Percentages as JSON and as decimal text.
enum PercentText {
    /// Without a needless `.0`.
    static func json(_ percent: Double) -> JSON {
        Int(exactly: percent).map { JSON($0) } ?? JSON(percent)
    }

    /// Decimal text as it stands in Redis: `12.5`.
    static func text(_ percent: Double) -> String { json(percent).text }
}
