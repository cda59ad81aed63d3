import Rollouts

/// Promise 9: no secret is printed, logged or stored.
struct SecretsStay: Promise {
    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .leaked(let what): Violation(9, what)
        case .said(let process, let line) where SimulatedVault.isSeen(in: line.utf8):
            Violation(9, "node\(process) logged a secret: \(line)")
        case .said, .logged, .wrote, .published, .forgot, .given, .ordered, .delivered, .began, .ended, .trouble, .healed, .closed:
            nil
        }
    }
}
