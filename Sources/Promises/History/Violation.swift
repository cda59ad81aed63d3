package import Rollouts

/// A promise that was broken.
package struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The promise's number in the list of promises.
    package var promise: Int
    /// What happened, in a sentence.
    package var what: String
    /// When, by the true time.
    package var at: Moment?

    /// Promise number `promise` was broken by `what`.
    init(_ promise: Int, _ what: String) {
        self.promise = promise
        self.what = what
    }

    package var description: String { "promise \(promise): \(what)" }
}
