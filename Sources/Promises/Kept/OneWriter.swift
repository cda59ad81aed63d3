import Rollouts

/// Promise 5: only the holder of the lease writes for a controller; a controller that was stopped and wakes writes nothing.
/// What protects and was forgotten by Redis is written again, and told, by whoever saw it.
struct OneWriter: Promise {
    private var hasForgotten = false

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        if case .forgot = happening { hasForgotten = true }
        guard case .wrote(let writing) = happening else { return nil }
        if writing.isReminder {
            return hasForgotten
                ? nil : Violation(5, "\(writing.holder) wrote to \(writing.key) of what Redis forgot, which it had not")
        }
        guard let leader = writing.leader, leader.hasSuffix(" \(writing.holder)") else {
            return Violation(
                5,
                "\(writing.holder) wrote \(writing.key) while the lease was \(writing.leader.map { "'\($0)'" } ?? "nobody's")"
            )
        }
        return nil
    }
}
