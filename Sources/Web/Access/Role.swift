/// What a token's bearer may do.
package enum Role: String, Sendable, CaseIterable {
    /// Evaluate flags, hear of changes, post events that are counted apart.
    case browser
    /// For back ends: the same, and its events drive guards.
    case client
    /// Read flags, rollouts, history, analytics and the dashboard; nothing that changes or counts.
    case viewer
    /// Order rollouts about.
    case `operator`
    /// Create, change, delete and revert flags and segments.
    case admin

    /// Whether the bearer of this role may do what `needed` may.
    ///
    /// An operator may all that a viewer and a client may, an admin all. A viewer posts no events: a token that is
    /// meant for reading must not be able to move a guard.
    package func includes(_ needed: Role) -> Bool {
        switch self {
        case .admin: true
        case .operator: needed != .admin
        case .viewer: needed == .viewer
        case .client: needed == .client || needed == .browser
        case .browser: needed == .browser
        }
    }
}

/// Who is asking, as far as the server knows.
package struct Bearer: Sendable, Equatable {
    /// The token's name; `anonymous` where no token is configured.
    package var name: String
    /// What it may do.
    package var role: Role

    /// Someone with the token called `name`.
    package init(name: String, role: Role) {
        self.name = name
        self.role = role
    }

    /// Whoever asks a server without tokens, which only this machine reaches.
    package static let anonymous = Bearer(name: "anonymous", role: .admin)

    /// The most characters of a person's name that are kept.
    package static let longestPerson = 100

    /// The name for the audit trail: the token's, and in parentheses the `person` that a tool passes on, of which at
    /// most ``longestPerson`` printable characters are kept.
    package func actor(for person: String?) -> String {
        let printable = (person ?? "").unicodeScalars.filter { Self.isPrintable($0) }
        let kept = String(String.UnicodeScalarView(printable)).prefix(Self.longestPerson)
        return kept.allSatisfy(\.isWhitespace) ? name : "\(name) (for \(kept))"
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
