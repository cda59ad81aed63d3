import Rollouts

/// Promises 2 and 3 as evaluators see them: who follows the messages alone has, after each of them, exactly what Redis holds
/// of the flag, and no change of it comes without one.
struct EvaluatorsAreTold: Promise {
    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        guard case .published(let message) = happening else { return nil }
        guard let told = message.told else {
            return Violation(3, "evaluators were told nothing of \(message.flag), which changed")
        }
        guard told.isOn == message.held.isOn, told.share == message.held.share, told.entry == message.held.entry else {
            return Violation(2, "evaluators were told that \(message.flag) is \(told), and it is \(message.held)")
        }
        return nil
    }
}
