package import Wire

/// A named set of rules; whoever meets all of them is in it.
package struct Segment: Sendable, Equatable {
    /// Its id.
    package var id: String
    /// What it is for.
    package var description: String?
    /// Who answers for it.
    package var owner: String?
    /// The order among a user's segments: the highest first, then by id.
    package var priority: Int
    /// The rules, all of which must hold. A negated rule holds where its attribute is missing.
    package var rules: [Rule]
    /// When, by whom and how often it was changed.
    package var stamp: Stamp

    /// A segment from its parts.
    package init(
        id: String,
        description: String? = nil,
        owner: String? = nil,
        priority: Int = 0,
        rules: [Rule],
        stamp: Stamp = Stamp()
    ) {
        self.id = id
        self.description = description
        self.owner = owner
        self.priority = priority
        self.rules = rules
        self.stamp = stamp
    }

    /// The segment as the HTTP API shows it.
    package var json: JSON {
        .object(members + stamp.members)
    }

    /// The members before the stamp.
    var members: [(String, JSON?)] {
        [
            ("id", JSON(id)),
            ("priority", JSON(priority)),
            ("rules", JSON(rules.map(\.json))),
            ("owner", owner.map { JSON($0) }),
            ("description", description.map { JSON($0) }),
        ]
    }
}
