package import Rollouts
import Wire

/// What evaluators were told of a flag, and what Redis held of it when the write was over.
package struct FlagMessage: Sendable {
    /// What an evaluation hangs on.
    package struct Content: Sendable, Equatable, CustomStringConvertible {
        /// Whether it is on.
        package var isOn: Bool
        /// The share.
        package var share: Percentage
        /// The entry, as outcomes are stamped.
        package var entry: String

        package var description: String { "\(isOn ? "on" : "off") at \(share), entry '\(entry)'" }

        /// What `sight` says of the flag; `nil` without a flag.
        init?(_ sight: Sight) {
            guard let enabled = sight.enabled else { return nil }
            isOn = enabled
            share = sight.share ?? .zero
            entry = sight.flagEntry ?? ""
        }

        /// What a message's flag says; `nil` for what is none.
        init?(_ flag: JSON) {
            guard let enabled = flag["enabled"]?.bool else { return nil }
            isOn = enabled
            share = flag["rolloutPercentage"].flatMap { Percentage(text: $0.text) } ?? .zero
            entry = flag["rolloutEntry"]?.string ?? ""
        }
    }

    /// The flag.
    package var flag: String
    /// What they were told last; `nil`: nothing, though something changed.
    package var told: Content?
    /// What Redis holds.
    package var held: Content
}
