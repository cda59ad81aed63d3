package import Rollouts

/// A promise as code: told of everything that happens, it says when it is broken.
package protocol Promise: Sendable {
    /// Takes note of `happening`; gives the violation where it is one.
    mutating func observe(_ happening: Happening, at now: Moment) -> Violation?
}
