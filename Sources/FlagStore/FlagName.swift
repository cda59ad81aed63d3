/// Names a flag or a segment.
package struct FlagName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// What is named.
    package enum Kind: String, Sendable {
        /// A flag, by its key.
        case flag
        /// A segment, by its id.
        case segment
    }

    /// What is named.
    package let kind: Kind
    /// The flag's key or the segment's id.
    package let key: String

    /// The flag called `key`.
    package static func flag(_ key: String) -> FlagName { FlagName(kind: .flag, key: key) }

    /// The segment called `id`.
    package static func segment(_ id: String) -> FlagName { FlagName(kind: .segment, key: id) }

    /// Kind and key, for messages: `flag new_cart`.
    package var description: String { "\(kind.rawValue) \(key)" }

    /// Flags before segments, each in the order of the keys.
    package static func < (one: FlagName, other: FlagName) -> Bool {
        (one.kind.rawValue, one.key) < (other.kind.rawValue, other.key)
    }
}
