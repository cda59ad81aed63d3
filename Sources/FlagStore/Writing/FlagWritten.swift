package import Flags

/// What became of an edit.
package struct FlagWritten: Sendable, Equatable {
    /// What an edit can come to.
    package enum Outcome: String, Sendable {
        /// It is new.
        case created
        /// It is another than before.
        case changed
        /// It was so already: nothing is written, version and revision are as before.
        case unchanged
        /// It is gone.
        case deleted
    }

    /// Of what.
    package var name: FlagName
    /// What the edit came to.
    package var outcome: Outcome
    /// The version after it; a removal counts as well, and whoever is created anew goes on from there.
    package var version: Int
    /// The id of its log entry; empty where it never had one.
    package var revision: String
    /// The flag as it stands now.
    package var flag: Flag?
    /// The segment as it stands now.
    package var segment: Segment?
    /// What is taken all the same.
    package var warnings: [FlagFinding]
}
