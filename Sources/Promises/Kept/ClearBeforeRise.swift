import Readings
import Rollouts
import Store

/// Promise 1, its first half: without an order, a share never rises while a guard is breached or unread, or before the
/// stage's duration and samples are in. Judged by what the controllers were given and by the true time, not by their state.
struct ClearBeforeRise: Promise {
    private struct Entry {
        var name = ""
        /// The log's entry that entered it; `nil` where that is not known.
        var id: Revision?
        var at = Moment(milliseconds: 0)
        /// How much later it was written than decided.
        var lateness = Duration.zero
        var life: String = ""
        var pauses: [Pause] = []
        var readings: [GivenReading] = []
        /// The lives that were given them.
        var readers: [String] = []

        mutating func take(_ reading: GivenReading, by reader: String) {
            readings.append(reading)
            readers.append(reader)
        }

        var isPaused: Bool { pauses.last.map { $0.until == nil } ?? false }
        /// The sum of all pauses that are over.
        var paused: Duration { pauses.reduce(.zero) { sum, pause in pause.until.map { sum + ($0 - pause.since) } ?? sum } }

        /// A pause that Redis lost, with whatever came after `last`, counts no longer: who goes on from before it, or writes
        /// that again, has never heard of it. One that somebody saw is written again as a pause.
        mutating func forget(after last: Revision?) {
            pauses.removeAll { pause in last.map { $0 < pause.id } ?? true }
        }
    }

    private struct Pause {
        /// The log's entry that began it.
        var id: Revision
        var since: Moment
        var until: Moment?
    }

    private var entries: [String: Entry] = [:]
    /// Entries that were left or that Redis forgot: a controller that saw them may write them again.
    private var past: [String: Entry] = [:]
    private var plans = PlanCache()
    private var lives: [Int: Int] = [:]
    /// The sum of all steps of wall clocks.
    private var stepped = Duration.zero
    private let leaseTTL: Duration

    init(leaseTTL: Duration) { self.leaseTTL = leaseTTL }

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .began(let process, let life): lives[process] = life
        case .trouble(let timed):
            if case .stepClock(_, let step) = timed.trouble { stepped += step < .zero ? .zero - step : step }
        case .given(let reading):
            let flag = reading.question.flag
            let reader = life(reading.process)
            if entries[flag]?.name == reading.question.entry {
                entries[flag]?.take(reading, by: reader)
            } else {
                // A controller may go on with what Redis has forgotten, and write it again.
                past["\(flag) \(reading.question.entry)"]?.take(reading, by: reader)
            }
        case .forgot(let log, let sights): forget(sights, after: log.last.flatMap { Revision($0) }, now)
        case .logged(let record):
            let violation = rise(record)
            follow(record)
            return violation
        case .wrote, .published, .ordered, .delivered, .ended, .said, .leaked, .healed, .closed: break
        }
        return nil
    }

    // MARK: - Following

    private func life(_ process: Int) -> String { "\(process).\(lives[process] ?? 0)" }

    private mutating func follow(_ record: LogRecord) {
        guard record.after.phase != nil else { return }
        if entries[record.flag]?.name != record.after.entry {
            let entry = Entry(
                name: record.after.entry,
                id: Revision(record.id),
                at: record.at,
                lateness: max(.zero, record.at - (record.event?.at ?? record.at)),
                life: life(record.author)
            )
            let known = record.isRecall ? past["\(record.flag) \(record.after.entry)"] : nil
            leave(record.flag)
            entries[record.flag] = known ?? entry
        }
        let isPaused = record.after.phase == .paused
        guard var entry = entries[record.flag], isPaused != entry.isPaused, let id = Revision(record.id) else { return }
        if let under = entry.pauses.indices.last, entry.isPaused { entry.pauses[under].until = record.at }
        if isPaused { entry.pauses.append(Pause(id: id, since: record.at)) }
        entries[record.flag] = entry
    }

    /// What Redis goes back to was entered at a time that is not known here any more, unless it is the entry under way:
    /// times are not held against it. One that was lost has the same name as the one that follows.
    private mutating func forget(_ sights: [String: Sight], after last: Revision?, _ now: Moment) {
        for name in past.keys { past[name]?.forget(after: last) }
        for (flag, sight) in sights {
            entries[flag]?.forget(after: last)
            if let entry = entries[flag], entry.name == sight.entry, let id = entry.id, let last, id <= last { continue }
            // One that Redis went back to before may be gone back to again; what was read in it since stands.
            let again = entries[flag].flatMap { $0.id == nil && $0.name == sight.entry ? $0 : nil }
            leave(flag)
            // What was read in an entry of this name is not held against it either.
            let known = again ?? past["\(flag) \(sight.entry)"]
            entries[flag] = Entry(
                name: sight.entry,
                at: now - .seconds(86_400),
                readings: known?.readings ?? [],
                readers: known?.readers ?? []
            )
        }
    }

    private mutating func leave(_ flag: String) {
        guard var entry = entries[flag] else { return }
        let name = "\(flag) \(entry.name)"
        if var other = past[name] {
            if entry.id == nil {
                // Redis had gone back to it: it has the readings of the other one already.
                other.readings = entry.readings
                other.readers = entry.readers
                entry = other
            } else {
                // After a loss, another entry may have the same name: which of the two is written again is not told.
                entry.at = min(entry.at, other.at)
                entry.readings = other.readings + entry.readings
                entry.readers = other.readers + entry.readers
            }
        }
        past[name] = entry
    }

    // MARK: - Rising

    private mutating func rise(_ record: LogRecord) -> Violation? {
        guard let event = record.event, !record.isOrder, !record.raisesRevision, !record.isRecall,
            record.after.exposure > record.before.exposure
        else { return nil }
        let flag = record.flag
        guard event.kind == .advance else {
            guard event.kind == .start, record.before.phase == .scheduled || record.before.phase == nil else {
                return Violation(1, "\(event.kind.rawValue) raised \(flag) without an order")
            }
            return nil
        }
        guard record.before.phase?.isUnderWay == true else {
            return Violation(1, "\(flag) advanced while it was \(record.before.phase?.rawValue ?? "unknown")")
        }
        if record.before.orphaned == .orphaned { return Violation(1, "\(flag) advanced while its plan's file was gone") }
        guard let plan = plans.plan(record.before.planText), let stage = record.before.stage,
            plan.stages.indices.contains(stage), let entry = entries[flag], entry.name == record.before.entry
        else { return nil }
        return early(record, plan.stages[stage], entry) ?? unclear(record, plan, stage, entry)
    }

    private func early(_ record: LogRecord, _ stage: Stage, _ entry: Entry) -> Violation? {
        var lasted = record.at - entry.at - entry.paused + entry.lateness
        // From one process to the next, durations are counted on committed times, which are as good as the wall clocks.
        if entry.life != life(record.author) { lasted += stepped }
        guard lasted + .milliseconds(20) < stage.duration else { return nil }
        return Violation(1, "\(record.flag) advanced after \(lasted.planText) of \(stage.duration.planText)")
    }

    private func unclear(_ record: LogRecord, _ plan: Plan, _ stage: Int, _ entry: Entry) -> Violation? {
        let author = life(record.author)
        for condition in plan.guards(inStage: stage) {
            let usable = zip(entry.readings, entry.readers).filter { $0.0.isUsable && $0.0.question.asksFor(condition) }
            let readings = usable.map(\.0)
            if case .proportion(let share) = condition.criterion, share.limits == [nil],
                record.before.percentage == .all
            {
                continue
            }
            // Its author must have asked itself: how old the readings of another are is known by wall clocks alone. A write
            // may take as long as the lease lasts; how long it took is known by clocks that nobody stepped.
            let own = usable.last { $0.1 == author }?.0
            let late = record.event.map { max(.zero, record.at - $0.at) }
            let taken = stepped == .zero ? late ?? leaseTTL : leaseTTL
            let fresh = record.at - condition.interval * 3 - taken - .milliseconds(20)
            guard let last = own, last.asked >= fresh else {
                return Violation(1, "\(record.flag) advanced while \(condition.name) was unread")
            }
            guard let why = Self.fails(condition, last, readings, plan.stages[stage], stage) else { continue }
            return Violation(1, "\(record.flag) advanced while \(condition.name) \(why)")
        }
        return nil
    }

    private static func fails(
        _ condition: Guard,
        _ last: GivenReading,
        _ readings: [GivenReading],
        _ stage: Stage,
        _ index: Int
    ) -> String? {
        switch (condition.criterion, last.outcome) {
        case (.value(let bounds), .value(let value)):
            return bounds.contains(value) ? nil : "was at \(value)"
        case (.proportion(let share), .counts):
            let counts = readings.compactMap(\.treatment)
            let most = Self.counted(counts.map(\.exposures))
            if most < max(1, stage.minSamples) { return "had \(most) of \(stage.minSamples) samples" }
            guard condition.pass == .estimate, let limit = share.limit(inStage: index),
                // After a restart of its counters, the figure is not in any one reading.
                let highest = counts.last, highest.exposures == most, most > 0
            else { return nil }
            return limit.isMet(errors: highest.errors, trials: highest.exposures)
                ? nil : "was at \(highest.errors) errors of \(highest.exposures)"
        case (.proportion, _), (.conversion, _), (.value, _): return nil
        }
    }
}

extension ClearBeforeRise {
    /// How much `counts` have risen in all: a counter that begins anew goes on from what was counted before.
    private static func counted(_ counts: [Int]) -> Int {
        var sum = 0
        var last = 0
        for count in counts {
            sum += count >= last ? count - last : count
            last = count
        }
        return sum
    }
}

extension GivenReading {
    /// Whether it can be judged.
    var isUsable: Bool {
        switch outcome {
        case .counts(let treatment, let control): treatment.isPossible && control?.isPossible ?? true
        case .value(let value): value.isFinite
        case .noData, .malformed, .unreachable: false
        }
    }

    /// The exposed's counts.
    var treatment: ArmCounts? {
        if case .counts(let treatment, _) = outcome { return treatment }
        return nil
    }
}

extension MetricQuestion {
    /// Whether it is the question of `condition`.
    func asksFor(_ condition: Guard) -> Bool {
        guard metric == condition.metric else { return false }
        guard case .proportion(let share) = condition.criterion else { return true }
        return wantsControl == (share.control != nil)
    }
}

extension Sight {
    /// The share that is exposed through the rollout.
    var exposure: Percentage {
        switch phase {
        case .progressing, .holding, .awaitingApproval, .paused, .halted, .completed: percentage ?? .zero
        case .scheduled, .rolledBack, .killed, nil: .zero
        }
    }
}
