import Control
import Rollouts
import Store
import Synchronization
import Wire

/// A keeper whose writes go wrong in one way.
final class CarelessKeeper: RolloutKeeper {
    /// The way.
    enum Way: Sendable {
        /// A commit whose outcome is unknown is written again on whatever stands there now.
        case repeatsUnknown
        /// A commit that lost against another is written over it.
        case overwrites
        /// What Redis forgot is written again as it was, advances too.
        case replaysAll
        /// Rollouts that are there already are not found.
        case forgetsHistory
        /// Stages are taken for entered long ago at a takeover.
        case forgetsTimes
        /// Whatever Redis holds is believed: nothing was forgotten.
        case believesRedis
        /// Channels are given no places when a log begins anew.
        case placesNothing
        /// What Redis forgot is not told.
        case hidesLosses
        /// What is mended is not told.
        case hidesMends
    }

    private let base: any RolloutKeeper
    private let way: Way
    private let seen = Mutex<[String: StoredRollout]>([:])

    init(_ base: any RolloutKeeper, _ way: Way) {
        self.base = base
        self.way = way
    }

    func commit(_ commit: Commit, by writer: Writer, now: Moment) async throws(StoreFault) -> WriteOutcome {
        let outcome: WriteOutcome
        do throws(StoreFault) {
            outcome = try await base.commit(commit, by: writer, now: now)
        } catch {
            guard case .repeatsUnknown = way, error.mayHaveRun else { throw error }
            return try await again(commit, by: writer, now: now)
        }
        switch (outcome, way) {
        case (.conflict, .overwrites): return try await again(commit, by: writer, now: now)
        case (.done, .replaysAll):
            var written = commit.rollout
            written.state.version += 1
            seen.withLock { $0[written.state.flag] = written }
            return outcome
        case (.done, _), (.conflict, _), (.leaseLost, _): return outcome
        }
    }

    private func again(_ commit: Commit, by writer: Writer, now: Moment) async throws(StoreFault) -> WriteOutcome {
        var commit = commit
        guard let stored = try await base.rollout(commit.rollout.state.flag) else { return .conflict }
        let state = commit.rollout.state
        commit.rollout = stored
        commit.rollout.state = state
        commit.rollout.state.version = stored.state.version
        return try await base.commit(commit, by: writer, now: now)
    }

    func rollout(_ flag: String) async throws(StoreFault) -> StoredRollout? {
        if case .forgetsHistory = way { return nil }
        return try await base.rollout(flag).map(replayed)
    }

    private func replayed(_ stored: StoredRollout) -> StoredRollout {
        guard case .replaysAll = way, let known = seen.withLock({ $0[stored.state.flag] }),
            stored.state.version < known.state.version
        else { return stored }
        var replayed = known
        replayed.state.version = stored.state.version
        replayed.revision = stored.revision
        return replayed
    }

    func rollouts() async throws(StoreFault) -> (rollouts: [StoredRollout], faults: [String: StoreFault]) {
        if case .forgetsHistory = way { return ([], [:]) }
        var (rollouts, faults) = try await base.rollouts()
        if case .forgetsTimes = way {
            for index in rollouts.indices { rollouts[index].state.stageSince = Moment(milliseconds: 0) }
        }
        return (rollouts.map(replayed), faults)
    }

    func renewLease(token: String, ttl: Duration) async throws(StoreFault) -> Bool {
        try await base.renewLease(token: token, ttl: ttl)
    }

    func standing(_ flag: String) async throws(StoreFault) -> Circumstances.FlagStanding? { try await base.standing(flag) }

    func save(
        _ guards: [String: GuardState],
        of rollout: StoredRollout,
        token: String,
        series: RolloutSeries?
    ) async throws(StoreFault) -> WriteOutcome {
        try await base.save(guards, of: rollout, token: token, series: series)
    }

    func openSeries(
        of flag: String,
        guards: some Sequence<String>,
        token: String,
        now: Moment
    ) async throws(StoreFault) -> RolloutSeries {
        try await base.openSeries(of: flag, guards: guards, token: token, now: now)
    }

    func keep(_ series: RolloutSeries, of flag: String) async throws(StoreFault) -> WriteOutcome {
        try await base.keep(series, of: flag)
    }

    func trimLog(
        olderThan age: Duration,
        channels: some Sequence<String>,
        now: Moment,
        token: String
    ) async throws(StoreFault) -> TrimOutcome {
        try await base.trimLog(olderThan: age, channels: channels, now: now, token: token)
    }

    func placeChannels(_ channels: some Sequence<String>) async throws(StoreFault) {
        if case .placesNothing = way { return }
        try await base.placeChannels(channels)
    }

    func acquireLease(holder: String, ttl: Duration, after epoch: Int) async throws(StoreFault) -> LeaseAnswer {
        try await base.acquireLease(holder: holder, ttl: ttl, after: epoch)
    }

    func releaseLease(token: String) async throws(StoreFault) { try await base.releaseLease(token: token) }
    func newestRevision() async throws(StoreFault) -> String { try await base.newestRevision() }

    func news(after revision: String, knowing known: String, limit: Int) async throws(StoreFault) -> LogNews {
        var news = try await base.news(after: revision, knowing: known, limit: limit)
        if case .believesRedis = way { news.isWhole = true }
        return news
    }

    func holds(_ revisions: [String]) async throws(StoreFault) -> Set<String> {
        if case .believesRedis = way { return Set(revisions) }
        return try await base.holds(revisions)
    }

    func planFaults() async throws(StoreFault) -> [String: String] { try await base.planFaults() }

    func notice(
        kind: String,
        flag: String,
        event: JSON,
        file: String,
        digest: String,
        by writer: Writer
    ) async throws(StoreFault) -> NoticeOutcome {
        switch way {
        case .hidesLosses where file.hasPrefix(":"), .hidesMends where digest.isEmpty: return .known
        default: break
        }
        return try await base.notice(kind: kind, flag: flag, event: event, file: file, digest: digest, by: writer)
    }
}
