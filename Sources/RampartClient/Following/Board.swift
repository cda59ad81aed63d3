import FlagStore
import Flags

/// A snapshot with the place of each of its flags, and where its evaluations are counted. Never changed.
final class Board: Sendable {
    /// Where a snapshot came from.
    enum Origin: Sendable {
        case redis
        case server
        case disk

        /// Why there is no flag called `key`.
        func unknown(_ key: String) -> String {
            let sentence = "there is no flag '\(key)'"
            switch self {
            case .redis: return sentence
            case .disk: return sentence + " in the copy on the disk, and nothing fresher has arrived"
            case .server:
                return sentence + " among those that the server hands out; for that, a flag must be marked clientSide, and have no "
                    + "rule that only servers evaluate"
            }
        }
    }

    /// What is known of one flag.
    struct Place: Sendable {
        let handle: Snapshot.Handle
        /// `nil` where usage is not counted.
        let counter: UsageCounter?
    }

    let snapshot: Snapshot
    let origin: Origin
    let places: [String: Place]
    private let keys: [String]

    /// A board; of the one before it, the places are taken over where they are the same.
    init(_ snapshot: Snapshot, from origin: Origin, after old: Board?, tally: UsageTally?) {
        self.snapshot = snapshot
        self.origin = origin
        keys = snapshot.keys
        if let old, old.keys == keys {
            places = old.places
            return
        }
        places = Dictionary(
            keys.map { ($0, Place(handle: snapshot.handle($0), counter: tally?.counter($0))) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
