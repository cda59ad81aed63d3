package import Wire

/// What must be so of a flag or segment for an edit of it to be taken.
package enum ExpectedVersion: Sendable, Equatable {
    /// Nothing.
    case any
    /// It exists (`If-Match: *`).
    case present
    /// It does not exist (`If-None-Match: *`).
    case absent
    /// It stands at this version (`If-Match: 7`).
    case version(Int)
}

/// One change of a flag or segment.
package struct FlagEdit: Sendable {
    /// What is done.
    enum Action: Sendable {
        /// Created or replaced by the whole of it.
        case put(JSON)
        /// Changed by a JSON merge patch (RFC 7396).
        case patch(JSON)
        /// Removed.
        case delete
        /// Brought back to what it was; what a rollout or a kill holds stays as it is.
        case revert(JSON)
    }

    /// Of what. A put names it within its body, empty where it does not.
    package let name: FlagName
    let action: Action
    let expected: ExpectedVersion

    /// Creates or replaces the flag that `json` is.
    package static func put(_ json: JSON, expecting expected: ExpectedVersion = .any) -> FlagEdit {
        FlagEdit(name: .flag(json["key"]?.string ?? ""), action: .put(json), expected: expected)
    }

    /// Changes the flag called `key` by a merge patch.
    package static func patch(_ key: String, _ patch: JSON, expecting expected: ExpectedVersion = .any) -> FlagEdit {
        FlagEdit(name: .flag(key), action: .patch(patch), expected: expected)
    }

    /// Removes the flag called `key`.
    package static func delete(_ key: String, expecting expected: ExpectedVersion = .any) -> FlagEdit {
        FlagEdit(name: .flag(key), action: .delete, expected: expected)
    }

    /// Creates or replaces the segment that `json` is.
    package static func put(segment json: JSON, expecting expected: ExpectedVersion = .any) -> FlagEdit {
        FlagEdit(name: .segment(json["id"]?.string ?? ""), action: .put(json), expected: expected)
    }

    /// Changes the segment called `id` by a merge patch.
    package static func patch(
        segment id: String,
        _ patch: JSON,
        expecting expected: ExpectedVersion = .any
    ) -> FlagEdit {
        FlagEdit(name: .segment(id), action: .patch(patch), expected: expected)
    }

    /// Removes the segment called `id`.
    package static func delete(segment id: String, expecting expected: ExpectedVersion = .any) -> FlagEdit {
        FlagEdit(name: .segment(id), action: .delete, expected: expected)
    }
}
