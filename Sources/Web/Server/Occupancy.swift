import Synchronization

/// How many connections a server has open; shared by all of its event loops.
final class Occupancy: Sendable {
    private let count = Atomic(0)
    private let threshold: Int

    /// - Parameter limits: beyond three quarters of their connections, the server is crowded.
    init(_ limits: ServerLimits) { threshold = limits.connections / 4 * 3 }

    /// Counts a connection; says whether it comes into a crowd.
    func enter() -> Bool { count.wrappingAdd(1, ordering: .relaxed).newValue > threshold }

    /// Counts one as gone.
    func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
}
