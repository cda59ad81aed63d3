/// Something that changed, in a word: the rules stay where they are.
package struct FlagNews: Sendable, Hashable {
    /// What kind of change.
    package enum Kind: String, Sendable {
        /// A flag is new or another than before.
        case flagUpdated = "flag_updated"
        /// A flag is gone.
        case flagDeleted = "flag_deleted"
        /// A segment is new or another than before.
        case segmentUpdated = "segment_updated"
        /// A segment is gone.
        case segmentDeleted = "segment_deleted"
        /// The log began anew or is another one: everything may have changed.
        case reset

        init(_ name: FlagName.Kind, isGone: Bool) {
            switch name {
            case .flag: self = isGone ? .flagDeleted : .flagUpdated
            case .segment: self = isGone ? .segmentDeleted : .segmentUpdated
            }
        }
    }

    /// What kind of change.
    package var kind: Kind
    /// The flag's key or the segment's id; empty for a reset.
    package var key: String
    /// The id of the log's entry that brought it; for what was changed behind the log's back, the last one that is known.
    package var revision: String

    /// News from their parts.
    package init(kind: Kind, key: String, revision: String) {
        self.kind = kind
        self.key = key
        self.revision = revision
    }
}

/// What a listener missed that was away.
package enum MissedNews: Sendable, Equatable {
    /// This, in the order of the log, each flag and segment once.
    case news([FlagNews])
    /// The log goes not so far back, or is another one, or too much happened: everything may have changed.
    case tooOld
}
