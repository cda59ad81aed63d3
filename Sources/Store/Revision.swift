package import Rollouts

/// An id of the log, in the order of the log.
package struct Revision: Sendable, Comparable, Hashable {
    private let milliseconds: Int
    private let number: Int

    /// Reads `1700000000000-3`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = Int(parts[0]), let number = Int(parts[1]) else { return nil }
        self.milliseconds = milliseconds
        self.number = number
    }

    /// As Redis writes it.
    package var text: String { "\(milliseconds)-\(number)" }

    /// When it was written, by the clock of Redis.
    package var at: Moment { Moment(milliseconds: milliseconds) }

    /// The earlier entry before the later.
    package static func < (one: Revision, other: Revision) -> Bool {
        (one.milliseconds, one.number) < (other.milliseconds, other.number)
    }
}
