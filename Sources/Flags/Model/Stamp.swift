import Wire

/// What is kept about the changes of a flag or segment; the store sets it, a writer's own figures are not taken over.
package struct Stamp: Sendable, Equatable {
    /// Raised by one at every change; 0 before the first.
    package var version: Int
    /// The id of its last entry in the log.
    package var revision: String?
    /// When it was created.
    package var createdAt: Timestamp?
    /// When it was last changed.
    package var updatedAt: Timestamp?
    /// By whom.
    package var updatedBy: String?

    /// A stamp from its parts; without any, that of something never stored.
    package init(
        version: Int = 0,
        revision: String? = nil,
        createdAt: Timestamp? = nil,
        updatedAt: Timestamp? = nil,
        updatedBy: String? = nil
    ) {
        self.version = version
        self.revision = revision
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.updatedBy = updatedBy
    }

    /// Its members at the end of a flag's or segment's JSON.
    var members: [(String, JSON?)] {
        [
            ("version", JSON(version)),
            ("revision", revision.map { JSON($0) }),
            ("createdAt", createdAt.map { JSON($0.rfc3339) }),
            ("updatedAt", updatedAt.map { JSON($0.rfc3339) }),
            ("updatedBy", updatedBy.map { JSON($0) }),
        ]
    }

    /// The same for a hash in Redis, where instants are milliseconds since 1970.
    var fields: [(String, JSON?)] {
        [
            ("version", JSON(version)),
            ("revision", revision.map { JSON($0) }),
            ("createdAt", createdAt.map { JSON($0.milliseconds) }),
            ("updatedAt", updatedAt.map { JSON($0.milliseconds) }),
            ("updatedBy", updatedBy.map { JSON($0) }),
        ]
    }
}
