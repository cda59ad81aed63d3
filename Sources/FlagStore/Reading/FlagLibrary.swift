package import Flags
package import Store

/// All flags and segments as they stand in Redis.
package struct FlagLibrary: Sendable, Equatable {
    /// In the order of the keys.
    package var flags: [StoredFlag]
    /// In the order of the ids.
    package var segments: [StoredSegment]
    /// The log's last id before they were read: what is newer may be in, what is not newer surely is. `0-0` of an empty log.
    package var revision: String
    /// What stands in an index and could not be read at all.
    package var unreadable: [FlagName: StoreFault]
}
