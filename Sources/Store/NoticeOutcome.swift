/// What came of logging something that concerns a file, or Rampart itself.
package enum NoticeOutcome: Sendable, Equatable {
    /// It stands in the log, as this entry.
    case told(revision: String)
    /// It was known already.
    case known
    /// The caller leads no longer: whoever does is to tell it.
    case leaseLost
}
