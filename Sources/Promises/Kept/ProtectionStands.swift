import Rollouts

/// Promise 2: a breach, a halt or a kill that was committed is never undone but by an order or a raised revision, and after
/// a failover that lost it, it is written again by a live controller that saw it.
struct ProtectionStands: Promise {
    /// A protection that Redis lost.
    private struct Lost {
        var phase: Phase
        var author: Int
        var life: Int
        var at: Moment
        /// Whether its author surely heard that it was written.
        var isHeard: Bool
    }

    /// Who wrote the last protection of each flag.
    private var written: [String: Lost] = [:]
    private var lost: [String: Lost] = [:]
    private var lives: [Int: Int] = [:]
    private var current: [String: Sight] = [:]
    /// Until when answers to a process may be lost or late.
    private var unsureUntil: [Int: Moment] = [:]

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .began(let process, let life): lives[process] = life
        case .ended(let process, _): lives[process] = nil
        case .logged(let record):
            defer { current[record.flag] = record.after }
            return judgedAnew(record) ?? undone(record) ?? flagDiffers(record)
        case .forgot(_, let sights): forget(sights)
        case .closed(let sights): return missing(sights)
        case .trouble(let timed): doubt(timed, now)
        case .wrote, .published, .given, .ordered, .delivered, .said, .leaked, .healed: break
        }
        return nil
    }

    private mutating func doubt(_ timed: TimedTrouble, _ now: Moment) {
        let process: Int
        let length: Duration
        switch timed.trouble {
        case .lossy(let one, let time, _, _), .slow(let one, let time, _), .stalled(let one, let time), .freeze(let one, let time),
            .stop(let one, let time):
            (process, length) = (one, time)
        case .cut, .redisAway, .redisForgets, .redisEmptied, .scriptsFlushed, .kill, .stepClock, .source, .channel, .breakPlan,
            .removePlan, .editPlan, .directoryGone, .directoryEmpty, .order:
            return
        }
        unsureUntil[process] = max(unsureUntil[process] ?? now, now + length + .seconds(60))
        for (flag, one) in written where one.author == process && now - one.at < .seconds(10) { written[flag]?.isHeard = false }
    }

    /// Its author writes it again: to judge anew what Redis went back to, as if nothing had been, is not enough.
    private func judgedAnew(_ record: LogRecord) -> Violation? {
        guard let owed = lost[record.flag], owed.isHeard, record.author == owed.author, lives[owed.author] == owed.life,
            let event = record.event, !record.isOrder, !record.raisesRevision, !record.isRecall
        else { return nil }
        return Violation(
            2,
            "Redis lost that \(record.flag) was \(owed.phase.rawValue), and node\(owed.author), which wrote that, went on with "
                + "\(event.kind.rawValue)"
        )
    }

    private mutating func undone(_ record: LogRecord) -> Violation? {
        guard let event = record.event else { return nil }
        let isOrdered = record.isOrder || record.raisesRevision
        if isOrdered { lost[record.flag] = nil }
        if record.after.isProtected {
            written[record.flag] = Lost(
                phase: record.after.phase ?? .killed,
                author: record.author,
                life: lives[record.author] ?? 0,
                at: record.at,
                isHeard: unsureUntil[record.author].map { $0 < record.at } ?? true
            )
            lost[record.flag] = nil
        } else {
            written[record.flag] = nil
        }
        guard record.before.isProtected, !isOrdered else {
            if record.before.phase == .killed, record.raisesRevision {
                return Violation(2, "a raised revision undid the kill of \(record.flag)")
            }
            return nil
        }
        guard !record.after.isProtected || record.after.exposure > record.before.exposure else { return nil }
        return Violation(
            2,
            "\(event.kind.rawValue) undid that \(record.flag) was \(record.before.phase?.rawValue ?? "killed"): \(event.reason)"
        )
    }

    /// What the flag has is what the rollout says.
    private func flagDiffers(_ record: LogRecord) -> Violation? {
        let after = record.after
        switch after.phase {
        case .killed where after.enabled == true: return Violation(2, "\(record.flag) is killed, and its flag is on")
        case .rolledBack where after.share ?? .zero > .zero:
            return Violation(2, "\(record.flag) is rolled back, and its flag is at \(after.share ?? .zero)")
        case .progressing, .holding, .awaitingApproval, .paused, .halted, .completed:
            if after.enabled == false, after.percentage ?? .zero > .zero {
                return Violation(
                    2,
                    "\(record.flag) is \(after.phase?.rawValue ?? "") at \(after.percentage ?? .zero), and its flag is off"
                )
            }
            // Of a flag that nobody was given there is nothing to write.
            guard after.share ?? .zero != after.percentage else { return nil }
            return Violation(
                2,
                "\(record.flag) is \(after.phase?.rawValue ?? "") at \(after.percentage ?? .zero), and its flag is at "
                    + "\(after.share?.description ?? "nothing")"
            )
        case .killed, .rolledBack, .scheduled, nil: return nil
        }
    }

    private mutating func forget(_ sights: [String: Sight]) {
        for (flag, before) in current where before.isProtected && sights[flag]?.isProtected != true {
            lost[flag] = written[flag] ?? lost[flag]
        }
        // A Redis that changes copies once more may have it again.
        for (flag, sight) in sights where sight.isProtected { lost[flag] = nil }
        // A Redis that came back empty has none of them.
        current = sights
    }

    /// What was lost and is owed still by a controller that wrote it and has lived on.
    private func missing(_ sights: [(key: String, value: Sight)]) -> Violation? {
        let standing = Set(sights.filter(\.value.isProtected).map(\.key))
        for (flag, owed) in lost.sorted(by: { $0.key < $1.key }) {
            guard lives[owed.author] == owed.life, !standing.contains(flag) else { continue }
            return Violation(
                2,
                "Redis lost that \(flag) was \(owed.phase.rawValue), and node\(owed.author), which wrote that, did not write it again"
            )
        }
        return nil
    }
}

extension Sight {
    /// Whether a breach, a halt or a kill stands.
    var isProtected: Bool {
        switch phase {
        case .rolledBack, .halted, .killed: true
        case .scheduled, .progressing, .holding, .awaitingApproval, .paused, .completed, nil: false
        }
    }
}
