/// Where a client has its flags from.
protocol FlagSource: Sendable {
    /// Keeps up what following needs, until the task is cancelled.
    func connect() async
    /// Puts the flags onto its shelf, and each change of them, until the task is cancelled; ``connect()`` runs beside it.
    func follow() async
    /// Says what is left to say, while ``connect()`` still runs.
    func close() async
    /// Whether the flags are known to be as the source has them.
    var isFresh: Bool { get }
    /// What went wrong last, until something goes well.
    var fault: String? { get }
}
