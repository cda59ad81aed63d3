package import Rollouts

/// Something that answers metric questions.
package protocol MetricSource: Sendable {
    /// The figures that answer `question`, or why there are none.
    ///
    /// Never throws: every fault is a class of the outcome, with a sentence that names the host but neither query nor
    /// secrets.
    /// - Returns: `unreachable` also when the task is cancelled.
    func read(_ question: MetricQuestion) async -> Reading.Outcome
}
