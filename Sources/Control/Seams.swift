package import Readings
package import Rollouts
package import Store
package import Wire

/// What the controller needs of the store; ``RolloutStore`` is the real one.
package protocol RolloutKeeper: Sendable {
    /// Every rollout, and those that cannot be read.
    func rollouts() async throws(StoreFault) -> (rollouts: [StoredRollout], faults: [String: StoreFault])
    /// One rollout.
    func rollout(_ flag: String) async throws(StoreFault) -> StoredRollout?
    /// What a flag has at present.
    func standing(_ flag: String) async throws(StoreFault) -> Circumstances.FlagStanding?
    /// Writes a transition, all of it or nothing.
    func commit(_ commit: Commit, by writer: Writer, now: Moment) async throws(StoreFault) -> WriteOutcome
    /// Writes evidence, and readings for plots beside it.
    func save(
        _ guards: [String: GuardState],
        of rollout: StoredRollout,
        token: String,
        series: RolloutSeries?
    ) async throws(StoreFault) -> WriteOutcome
    /// Opens the readings for plots, to be carried on.
    func openSeries(
        of flag: String,
        guards: some Sequence<String>,
        token: String,
        now: Moment
    ) async throws(StoreFault) -> RolloutSeries
    /// Writes readings for plots beside a transition.
    func keep(_ series: RolloutSeries, of flag: String) async throws(StoreFault) -> WriteOutcome
    /// Trims the log by age, never below what a channel has not got.
    func trimLog(
        olderThan age: Duration,
        channels: some Sequence<String>,
        now: Moment,
        token: String
    ) async throws(StoreFault) -> TrimOutcome
    /// Gives alert channels their places at the beginning of a log that has begun anew.
    func placeChannels(_ channels: some Sequence<String>) async throws(StoreFault)
    /// Asks for the lease, whose epoch will be above `epoch`.
    func acquireLease(holder: String, ttl: Duration, after epoch: Int) async throws(StoreFault) -> LeaseAnswer
    /// Renews it.
    func renewLease(token: String, ttl: Duration) async throws(StoreFault) -> Bool
    /// Gives it up.
    func releaseLease(token: String) async throws(StoreFault)
    /// The newest entry of the log.
    func newestRevision() async throws(StoreFault) -> String
    /// Entries of the log after one, and whether it still knows another.
    func news(after revision: String, knowing known: String, limit: Int) async throws(StoreFault) -> LogNews
    /// Those of `revisions` that the log has.
    func holds(_ revisions: [String]) async throws(StoreFault) -> Set<String>
    /// The faults of plan files that are logged already: file to digest.
    func planFaults() async throws(StoreFault) -> [String: String]
    /// Logs what concerns a plan file, once.
    func notice(
        kind: String,
        flag: String,
        event: JSON,
        file: String,
        digest: String,
        by writer: Writer
    ) async throws(StoreFault) -> NoticeOutcome
}

extension RolloutStore: RolloutKeeper {}

extension RolloutKeeper {
    /// A keeper that delivers nothing has no places.
    package func placeChannels(_ channels: some Sequence<String>) async throws(StoreFault) {}
}

/// Where readings come from.
package protocol ReadingDesk: Sendable {
    /// Asks; never throws: what went wrong is a class of the answer.
    func read(_ question: MetricQuestion) async -> Reading.Outcome
    /// The least interval of a source that may be asked sooner than planned; `nil`: it may not.
    func leastInterval(of source: String?) -> Duration?
    /// Ends whatever is being asked: it is unreachable from now on, so that a hanging source holds no stop up.
    func close() async
}
