/// What a controller is told by its configuration.
package struct ControlSettings: Sendable {
    /// Its name as a holder of the lease: host and process, without spaces.
    package var holder: String
    /// How long a lease lasts without renewal.
    package var leaseTTL: Duration
    /// The time between two looks at the plan directory.
    package var rescan: Duration
    /// By how much every duration of plans is divided; 1 outside rehearsals.
    package var speed: Double
    /// The most rollouts that are checked at one moment.
    package var mostInFlight: Int
    /// How long the log keeps its entries: an older one that it lacks was trimmed, not forgotten.
    package var logRetention: Duration
    /// How many replicas are to have what protects; 0 asks none.
    package var minReplicaAcks: Int

    /// Settings with the usual times.
    package init(
        holder: String,
        leaseTTL: Duration = .seconds(15),
        rescan: Duration = .seconds(5),
        speed: Double = 1,
        mostInFlight: Int = 512,
        logRetention: Duration = .seconds(400 * 86_400),
        minReplicaAcks: Int = 0
    ) {
        self.holder = holder
        self.leaseTTL = leaseTTL
        self.rescan = rescan
        self.speed = speed
        self.mostInFlight = mostInFlight
        self.logRetention = logRetention
        self.minReplicaAcks = minReplicaAcks
    }
}
