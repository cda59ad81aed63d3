import Alerts
import Logging
import Rollouts
import Store

/// What this process has seen is compared with what Redis holds: a failover or a restore may have lost what protects.
extension Controller {
    /// Follows the log, so that orders and commits from elsewhere are heard of within a second; a standby does too, so that
    /// it can remind a Redis that forgot.
    func keepLog() async {
        while !Task.isCancelled {
            do { try await time.sleep(for: .milliseconds(500)) } catch { return }
            do throws(StoreFault) {
                try await followLog()
            } catch {
                logger.debug("the log could not be read", metadata: ["why": "\(error)"])
            }
        }
    }

    private func followLog() async throws(StoreFault) {
        guard let since = cursor else {
            try await readEverything()
            return
        }
        await trimLog()
        await tellUntold()
        let asked = unconfirmed
        let news = try await store.news(after: since, knowing: newest, limit: 1000)
        let lacks = asked.isEmpty ? [] : try await lost(asked)
        guard news.isWhole || isTrimmed(newest), lacks.isEmpty else {
            try await readEverything()
            return
        }
        // Redis was read anew meanwhile, as a new leader does.
        guard cursor == since else { return }
        unconfirmed.subtract(asked)
        for revision in asked { confirm(revision) }
        var changed: Set<String> = []
        for entry in news.entries {
            cursor = entry.id
            confirm(entry.id)
            if !entry.flag.isEmpty, isNews(entry) { changed.insert(entry.flag) }
        }
        if leads {
            for flag in changed {
                if watches[flag] == nil { watches[flag] = RolloutWatch(stored: nil, due: time.now) }
                watches[flag]?.isStale = true
                schedule(flag, at: time.now, evenLater: true)
            }
        } else {
            for flag in changed.sorted() { try await absorb([flag: try await store.rollout(flag)]) }
        }
    }

    /// Whether `entry` is younger than what this process knows of its rollout.
    private func isNews(_ entry: LogEntry) -> Bool {
        guard let own = watches[entry.flag]?.stored.flatMap({ Revision($0.revision) }), let id = Revision(entry.id)
        else { return true }
        return own < id
    }

    /// Takes note of an entry that this process has written. Whether the log has it is asked before anything newer is taken for
    /// its end: what came after a failover would hide what the failover lost.
    func noteWritten(_ revision: String) {
        if Revision(revision) != nil { unconfirmed.insert(revision) }
    }

    /// Takes what this process has just written, as the log's entry `revision`.
    func noteCommitted(_ rollout: inout StoredRollout, as revision: String, _ transition: Transition) {
        rollout.revision = revision
        take(rollout, of: rollout.state.flag, isOwn: true)
        noteWritten(revision)
        Telemetry.committed(transition)
    }

    /// Takes note of an entry that this process has read of.
    private func noteRead(_ revision: String) {
        guard let id = Revision(revision) else { return }
        if let known = Revision(newest), id <= known { return }
        unconfirmed.insert(revision)
    }

    /// The log has the entry `revision`.
    private func confirm(_ revision: String) {
        guard let id = Revision(revision) else { return }
        if let known = Revision(newest), id <= known { return }
        newest = revision
    }

    /// Those of `revisions` that the log should have and has not, oldest first.
    private func lost(_ revisions: Set<String>) async throws(StoreFault) -> [String] {
        let wanted = revisions.filter { !isTrimmed($0) }.compactMap { Revision($0) }.sorted().map(\.text)
        let held = try await store.holds(wanted)
        return wanted.filter { !held.contains($0) }
    }

    // MARK: - Comparing

    /// The newest revision of a log without entries.
    private static let emptyLog = "0-0"

    /// Reads every rollout, and writes again what Redis forgot.
    func readEverything() async throws(StoreFault) {
        let asked = unconfirmed
        let lacks = try await lost(asked.union([newest]))
        let isWhole = lacks.isEmpty
        let start = try await store.newestRevision()
        if !isWhole || start == Self.emptyLog { try await placeChannels() }
        // What was told of files may be forgotten along with the rest: it is told again then.
        if !isWhole { toldFaults = try await store.planFaults() }
        let (rollouts, faults) = try await store.rollouts()
        // Under a leader's stages the clock is not moved: what others wrote with one ahead of it is settled as it is taken.
        if lease == nil { keepClock(rollouts) }
        var held: [String: StoredRollout?] = [:]
        for (flag, watch) in watches where watch.stored != nil && faults[flag] == nil {
            held.updateValue(nil, forKey: flag)
        }
        for stored in rollouts { held.updateValue(stored, forKey: stored.state.flag) }
        for (flag, fault) in faults {
            logger.error("a rollout in Redis cannot be read", metadata: ["flag": "\(flag)", "why": "\(fault)"])
        }
        let recalled = try await absorb(held)
        cursor = start
        // What was read just now stands in the log, up to whose end it is known.
        unconfirmed.subtract(asked.union(rollouts.map(\.revision)))
        if isWhole { confirm(start) } else { newest = start }
        for flag in watches.keys { schedule(flag, at: time.now, evenLater: true) }
        guard let last = lacks.last else { return }
        await tellForgotten(Forgetting(lost: last, recalled: recalled, noticed: time.now))
    }

    /// Takes what Redis holds of some rollouts. A state that this process saw, that protects and that Redis forgot, is
    /// written again instead, whoever leads.
    ///
    /// - Returns: the flags that were written again.
    @discardableResult
    func absorb(_ held: [String: StoredRollout?]) async throws(StoreFault) -> [String] {
        var doubtful: [(seen: StoredRollout, held: StoredRollout?)] = []
        for (flag, present) in held {
            guard let seen = watches[flag]?.stored, !seen.revision.isEmpty, seen.revision != present?.revision,
                Recall.transition(seen: seen.state, held: present?.state) != nil
            else {
                take(present, of: flag)
                continue
            }
            doubtful.append((seen, present))
        }
        guard !doubtful.isEmpty else { return [] }
        let known = try await store.holds(doubtful.map(\.seen.revision))
        if doubtful.contains(where: { !known.contains($0.seen.revision) }) { try await placeChannels() }
        var recalled: [String] = []
        for (seen, present) in doubtful.sorted(by: { $0.seen.state.flag < $1.seen.state.flag }) {
            let flag = seen.state.flag
            if known.contains(seen.revision) || isTrimmed(seen.revision) {
                take(present, of: flag)
            } else if try await recall(seen, over: present) {
                recalled.append(flag)
            }
        }
        return recalled
    }

    /// A log that has begun anew is heard by every channel from its beginning, so before anything is written to it.
    private func placeChannels() async throws(StoreFault) { try await store.placeChannels((context.channels ?? []).sorted()) }

    /// Whether an entry is so old that the log need not have it any more.
    private func isTrimmed(_ revision: String) -> Bool {
        guard let at = Revision(revision)?.at else { return true }
        return at < time.now - settings.logRetention
    }

    /// Takes what Redis holds of `flag`; `isOwn`: this process has just written it.
    func take(_ stored: StoredRollout?, of flag: String, isOwn: Bool = false) {
        if let stored {
            if watches[flag] == nil { watches[flag] = RolloutWatch(stored: nil, due: time.now) }
            let isNew = watches[flag]?.stored?.revision != stored.revision
            noteRead(stored.revision)
            watches[flag]?.take(stored, as: reading, now: time.now, isOwn: isOwn)
            if isNew { keep(stored) }
        } else {
            watches[flag]?.stored = nil
            watches[flag]?.plan = nil
            watches[flag]?.isStale = false
        }
    }

    // MARK: - The copy on disk

    /// Takes what the process before this one had seen; it is compared with Redis before anything is decided.
    func remember() async {
        guard let copy else { return }
        let (rollouts, faults) = copy.load()
        for fault in faults { logger.error("a copied state cannot be used", metadata: ["why": "\(fault)"]) }
        // What is written again from the copy counts its times on, too.
        keepClock(rollouts)
        for stored in rollouts {
            var watch = RolloutWatch(stored: nil, due: time.now)
            watch.take(stored, as: reading, now: time.now, isOwn: false)
            watches[stored.state.flag] = watch
        }
        // Of what was seen before one instant, the newest is lost where any of it is.
        let newest = rollouts.compactMap { Revision($0.revision) }.max()
        if let newest { noteRead(newest.text) }
    }

    private func keep(_ stored: StoredRollout) {
        do throws(StateCopyFault) {
            try copy?.save(stored)
        } catch {
            logger.error("a state could not be copied", metadata: ["flag": "\(stored.state.flag)", "why": "\(error)"])
        }
    }
}
