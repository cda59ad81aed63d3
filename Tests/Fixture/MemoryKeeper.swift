package import Control
package import Rollouts
package import Store
import Synchronization
package import Wire

/// A store in memory with the outcomes of the real one, and outages at will.
package final class MemoryKeeper: RolloutKeeper {
    /// What befalls every call.
    package enum Outage: Sendable {
        /// Nothing is done, and that is certain.
        case refusing
        /// Writes are done, but their answers are lost.
        case losingAnswers
    }

    fileprivate struct Flag {
        var enabled = true
        var percentage = Percentage.zero
        var killed = false
    }

    fileprivate struct Books {
        var rollouts: [String: StoredRollout] = [:]
        var flags: [String: Flag] = [:]
        var log: [LogEntry] = []
        var faults: [String: String] = [:]
        var lease: (token: String, until: Moment)?
        var epoch = 0
        var outage: Outage?

        func holds(_ token: String, at now: Moment) -> Bool { lease.map { $0.token == token && $0.until > now } ?? false }

        func holds(_ revision: String) -> Bool {
            revision.isEmpty || revision == "0-0" || log.contains { $0.id == revision }
        }

        mutating func append(_ kind: String, _ flag: String, _ event: JSON, at now: Moment) -> String {
            let id = "\(now.milliseconds)-\(log.count + 1)"
            log.append(LogEntry(id: id, flag: flag, kind: kind, event: event))
            return id
        }
    }

    private let books = Mutex(Books())
    private let time: any Timepiece

    /// An empty store whose leases run out by `time`.
    package init(time: any Timepiece) { self.time = time }

    // MARK: - For tests

    /// Everything logged.
    package var entries: [LogEntry] { books.withLock { $0.log } }
    /// The lease's token while it lasts.
    package var leader: String? { books.withLock { $0.lease.flatMap { $0.until > time.now ? $0.token : nil } } }

    /// Sets what befalls calls from now on.
    package func suffer(_ outage: Outage?) { books.withLock { $0.outage = outage } }

    /// Gives the lease to another holder, whoever has it.
    package func usurp(by holder: String, for duration: Duration) {
        books.withLock { books in
            books.epoch += 1
            books.lease = ("\(books.epoch) \(holder)", time.now + duration)
        }
    }

    /// Puts a flag there that no rollout has made.
    package func putFlag(_ key: String, percentage: Percentage) {
        books.withLock { $0.flags[key] = Flag(percentage: percentage) }
    }

    /// What the store holds at one moment.
    package struct Snapshot: Sendable {
        fileprivate var books: Books
    }

    /// What it holds now, for going back to.
    package var snapshot: Snapshot { Snapshot(books: books.withLock { $0 }) }

    /// Holds what `snapshot` says again, as after a failover that lost the writes since; `nil`: nothing at all.
    package func forget(backTo snapshot: Snapshot?) { books.withLock { $0 = snapshot?.books ?? Books() } }

    /// Takes the rollout of `flag` out, as an operator could by hand.
    package func remove(_ flag: String) { books.withLock { $0.rollouts[flag] = nil } }

    // MARK: - RolloutKeeper

    package func rollouts() async throws(StoreFault) -> (rollouts: [StoredRollout], faults: [String: StoreFault]) {
        try look { ($0.rollouts.sorted { $0.key < $1.key }.map(\.value), [:]) }
    }

    package func rollout(_ flag: String) async throws(StoreFault) -> StoredRollout? { try look { $0.rollouts[flag] } }

    package func standing(_ flag: String) async throws(StoreFault) -> Circumstances.FlagStanding? {
        try look { books in
            books.flags[flag].map { .init(enabled: $0.enabled, percentage: $0.percentage, killed: $0.killed) }
        }
    }

    package func commit(_ commit: Commit, by writer: Writer, now: Moment) async throws(StoreFault) -> WriteOutcome {
        try write { books in
            if case .leader(let token) = writer, !books.holds(token, at: time.now) { return .leaseLost }
            var rollout = commit.rollout
            let flag = rollout.state.flag
            let held = books.rollouts[flag]
            guard (held?.state.version ?? 0) == rollout.state.version, (held?.revision ?? "") == rollout.revision else {
                return .conflict
            }
            rollout.state.version = max(rollout.state.version, commit.versionFloor) + 1
            // As in a hash: guards are written over those that stand there, and only named ones go.
            var guards = books.rollouts[flag]?.state.guards ?? [:]
            for gone in commit.goneGuards { guards[gone] = nil }
            rollout.state.guards = guards.merging(rollout.state.guards) { _, new in new }
            rollout.revision = books.append(commit.transition.kind.rawValue, flag, commit.event.json, at: time.now)
            books.rollouts[flag] = rollout
            if let change = commit.transition.flag {
                var known = books.flags[flag] ?? Flag()
                if let enabled = change.enabled { known.enabled = enabled }
                if let position = change.position { known.percentage = position.percentage }
                if [.start, .restore].contains(commit.transition.kind) { known.killed = false }
                books.flags[flag] = known
            }
            return .done(revision: rollout.revision)
        }
    }

    package func save(
        _ guards: [String: GuardState],
        of rollout: StoredRollout,
        token: String,
        series: RolloutSeries?
    ) async throws(StoreFault) -> WriteOutcome {
        try write { books in
            guard books.holds(token, at: time.now) else { return .leaseLost }
            let flag = rollout.state.flag
            guard var stored = books.rollouts[flag], stored.state.version == rollout.state.version,
                stored.revision == rollout.revision
            else { return .conflict }
            stored.state.guards.merge(guards) { _, new in new }
            books.rollouts[flag] = stored
            return .done(revision: "")
        }
    }

    /// Keeps no readings for plots.
    package func openSeries(
        of flag: String,
        guards: some Sequence<String>,
        token: String,
        now: Moment
    ) async throws(StoreFault) -> RolloutSeries {
        try look { _ in RolloutSeries(token: token, guards: guards, now: now) }
    }

    package func keep(_ series: RolloutSeries, of flag: String) async throws(StoreFault) -> WriteOutcome {
        try write { books in books.holds(series.token, at: time.now) ? .done(revision: "") : .leaseLost }
    }

    /// Trims nothing.
    package func trimLog(
        olderThan age: Duration,
        channels: some Sequence<String>,
        now: Moment,
        token: String
    ) async throws(StoreFault) -> TrimOutcome {
        try look { books in books.holds(token, at: time.now) ? .done(removed: 0, forgotten: []) : .leaseLost }
    }

    package func acquireLease(holder: String, ttl: Duration, after epoch: Int) async throws(StoreFault) -> LeaseAnswer {
        try write { books in
            if let lease = books.lease, lease.until > time.now {
                return .held(by: lease.token, for: lease.until - time.now)
            }
            books.epoch = max(books.epoch, epoch) + 1
            let token = "\(books.epoch) \(holder)"
            books.lease = (token, time.now + ttl)
            return .acquired(token: token)
        }
    }

    package func renewLease(token: String, ttl: Duration) async throws(StoreFault) -> Bool {
        try write { books in
            guard books.holds(token, at: time.now) else { return false }
            books.lease?.until = time.now + ttl
            return true
        }
    }

    package func releaseLease(token: String) async throws(StoreFault) {
        try write { books in if books.holds(token, at: time.now) { books.lease = nil } }
    }

    package func newestRevision() async throws(StoreFault) -> String { try look { $0.log.last?.id ?? "0-0" } }

    package func news(after revision: String, knowing known: String, limit: Int) async throws(StoreFault) -> LogNews {
        try look { books in
            let cursor = Revision(revision)
            let entries = books.log.drop { entry in Revision(entry.id).map { id in cursor.map { id <= $0 } ?? true } ?? true }
            return LogNews(
                isWhole: books.holds(known),
                entries: Array(entries.prefix(limit))
            )
        }
    }

    package func holds(_ revisions: [String]) async throws(StoreFault) -> Set<String> {
        try look { books in Set(revisions.filter { books.holds($0) }) }
    }

    package func planFaults() async throws(StoreFault) -> [String: String] { try look { $0.faults } }

    package func notice(
        kind: String,
        flag: String,
        event: JSON,
        file: String,
        digest: String,
        by writer: Writer
    ) async throws(StoreFault) -> NoticeOutcome {
        try write { books in
            if case .leader(let token) = writer, !books.holds(token, at: time.now) { return .leaseLost }
            guard books.faults[file] ?? "" != digest else { return .known }
            books.faults[file] = digest.isEmpty ? nil : digest
            return .told(revision: books.append(kind, flag, event, at: time.now))
        }
    }

    // MARK: - Calls

    private func look<Value: Sendable>(_ body: (inout Books) -> Value) throws(StoreFault) -> Value {
        try call(isWrite: false, body)
    }

    private func write<Value: Sendable>(_ body: (inout Books) -> Value) throws(StoreFault) -> Value {
        try call(isWrite: true, body)
    }

    private func call<Value: Sendable>(isWrite: Bool, _ body: (inout Books) -> Value) throws(StoreFault) -> Value {
        try books.withLock { books throws(StoreFault) in
            switch books.outage {
            case nil: return body(&books)
            case .refusing: throw StoreFault(.unavailable, "the store is away")
            case .losingAnswers:
                if isWrite { _ = body(&books) }
                throw StoreFault(.unavailable, "the answer was lost", mayHaveRun: isWrite)
            }
        }
    }
}
