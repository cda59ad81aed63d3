import Rollouts
import Store

/// Promise 3: each transition has exactly one entry of the log, in order; nothing is skipped or done twice.
struct OnceInOrder: Promise {
    private struct Course {
        var attempt = 0
        /// The highest stage that was entered since an order last chose one.
        var highest = -1

        init(attempt: Int = 0, highest: Int = -1) {
            self.attempt = attempt
            self.highest = highest
        }

        /// The course that leads to where `sight` is.
        init(_ sight: Sight) {
            self.init(attempt: sight.attempt ?? 0, highest: sight.entries ?? 0 > 0 ? sight.stage ?? -1 : -1)
        }
    }

    private var last: Revision?
    private var courses: [String: Course] = [:]

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .forgot(let log, let sights):
            last = log.last.flatMap { Revision($0) }
            for (flag, sight) in sights {
                // What was entered since is not known to Redis any more, and is entered again.
                courses[flag] = Course(sight)
            }
            return nil
        case .logged(let record): return logged(record)
        case .wrote, .published, .given, .ordered, .delivered, .began, .ended, .trouble, .said, .leaked, .healed, .closed:
            return nil
        }
    }

    private mutating func logged(_ record: LogRecord) -> Violation? {
        guard let id = Revision(record.id) else { return Violation(3, "the log's id \(record.id) cannot be read") }
        if let last, !(last < id) { return Violation(3, "the log's entry \(record.id) came after a later one") }
        last = id
        guard let event = record.event, record.after.version != nil else { return nil }
        if record.isRecall { return recalled(record) }
        let version = record.before.version ?? 0
        guard record.after.version == version + 1 else {
            return Violation(
                3,
                "\(event.kind.rawValue) of \(record.flag) took the version from \(version) to \(record.after.version ?? 0)"
            )
        }
        return chain(record, event) ?? entered(record, event)
    }

    /// What Redis forgot and a process wrote again may be any later state, but goes on from there.
    private mutating func recalled(_ record: LogRecord) -> Violation? {
        guard record.after.version ?? 0 > record.before.version ?? 0 else {
            return Violation(3, "a recall of \(record.flag) did not raise the version")
        }
        courses[record.flag] = Course(record.after)
        return nil
    }

    private func chain(_ record: LogRecord, _ event: RolloutEvent) -> Violation? {
        if event.to.phase != record.after.phase || event.to.percentage != record.after.percentage {
            return Violation(
                3,
                "the log says that \(event.kind.rawValue) took \(record.flag) to \(event.to.phase.rawValue) "
                    + "\(event.to.percentage), and Redis holds \(record.after.phase?.rawValue ?? "nothing")"
            )
        }
        if let phase = record.before.phase, event.from.phase != phase || event.from.percentage != record.before.percentage {
            return Violation(
                3,
                "the log says that \(event.kind.rawValue) found \(record.flag) \(event.from.phase.rawValue) "
                    + "\(event.from.percentage), and it was \(phase.rawValue)"
            )
        }
        return nil
    }

    private mutating func entered(_ record: LogRecord, _ event: RolloutEvent) -> Violation? {
        var course = courses[record.flag] ?? Course()
        defer { courses[record.flag] = course }
        let entries = (record.after.entries ?? 0) - (record.before.entries ?? 0)
        guard entries == 0 || entries == 1 else {
            return Violation(3, "\(event.kind.rawValue) of \(record.flag) counted \(entries) entries at once")
        }
        let stage = record.after.stage ?? 0
        if record.isOrder || record.raisesRevision || event.kind == .stepBack {
            course = Course(record.after)
            return nil
        }
        if record.after.attempt != record.before.attempt, record.before.attempt != nil {
            return Violation(3, "\(event.kind.rawValue) of \(record.flag) began an attempt without an order")
        }
        guard event.kind == .start || event.kind == .advance else { return nil }
        if entries != 1 { return Violation(3, "\(event.kind.rawValue) of \(record.flag) entered nothing") }
        if stage <= course.highest { return Violation(3, "\(record.flag) entered stage \(stage) again without an order") }
        if event.kind == .advance, stage != (record.before.stage ?? 0) + 1 {
            return Violation(3, "\(record.flag) advanced from stage \(record.before.stage ?? 0) to \(stage)")
        }
        course.highest = stage
        return nil
    }
}
