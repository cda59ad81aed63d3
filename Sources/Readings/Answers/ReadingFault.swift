import Rollouts

/// Why a question has no figures for an answer.
struct ReadingFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The class of the outcome.
    enum Code: String, Sendable {
        /// Nothing there.
        case noData
        /// Not what was promised.
        case malformed
        /// Nothing was heard.
        case unreachable
        /// The asker has gone.
        case cancelled
    }

    let code: Code
    /// The rest of a sentence that begins with the host: what happened, and what to do.
    let predicate: String

    init(_ code: Code, _ predicate: String) {
        self.code = code
        self.predicate = predicate
    }

    var description: String { predicate }

    /// The outcome, its sentence begun with `host`.
    func outcome(host: String) -> Reading.Outcome {
        let sentence = "\(host) \(predicate)"
        return switch code {
        case .noData: .noData(sentence)
        case .malformed: .malformed(sentence)
        case .unreachable, .cancelled: .unreachable(sentence)
        }
    }
}
