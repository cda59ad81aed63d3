/// Promises 1, 2, 3 and 7 along each history: how one entry of a rollout follows another.
struct Course {
    private struct Known {
        var last: Record
        /// The entry that brought the stage under way about.
        var entered: Record?
        var entry = ""
        var approved: Set<Int> = []
    }

    private let evidence: Evidence
    private var known: [String: Known] = [:]
    private var violations: [String] = []
    private var looked = 0

    /// Looks along every history.
    static func check(_ evidence: Evidence) -> Finding {
        var all: [String] = []
        var looked = 0
        for history in evidence.histories {
            var course = Course(evidence: evidence)
            for record in history where record.type == "rollout" { course.take(record, history) }
            // Histories begin alike: what is wrong there is said once.
            all += course.violations.filter { !all.contains($0) }
            looked += course.looked
        }
        return Finding(
            promises: [1, 2, 3, 7],
            name: "transitions follow one another, none raises early or undoes protection",
            looked: looked,
            violations: all,
            remark: "\(evidence.lost.count) histories lost to failovers"
        )
    }

    private init(evidence: Evidence) { self.evidence = evidence }

    private mutating func take(_ record: Record, _ history: [Record]) {
        guard let from = record.from, let to = record.to, let feature = evidence.features[record.flag] else { return }
        looked += 1
        let before = known[record.flag]
        func complain(_ what: String) {
            violations.append("\(record.flag): \(what)\n\(evidence.around(record.flag, record.at, in: history))")
        }
        if let before, before.last.to != from, !(record.kind == "schedule" && before.last.kind == "kill") {
            complain("\(record.id) goes on from \(from), but \(before.last.id) had led to \(before.last.to?.description ?? "?")")
        }
        if !record.isOrder, !record.raisesRevision {
            for what in Self.wrongs(record, from, to, feature, before) { complain(what) }
            if ["advance", "complete"].contains(record.kind), let before, let what = unearned(record, from, feature, before) {
                complain(what)
            }
        }
        follow(record, from, to, before)
    }

    private mutating func follow(_ record: Record, _ from: Record.Spot, _ to: Record.Spot, _ before: Known?) {
        var next = before ?? Known(last: record)
        // The event of a kill knows neither attempt nor entry.
        let isAnonymous = record.entry.isEmpty
        if !isAnonymous, before?.last.attempt != record.attempt { next.approved = [] }
        if record.kind == "approve" { next.approved.insert(to.stage + 1) }
        if !isAnonymous, next.entry != record.entry {
            next.entry = record.entry
            next.entered = record.kind == "recall" ? nil : record
        }
        let attempt = isAnonymous ? before?.last.attempt : nil
        next.last = attempt.map { record.with(attempt: $0) } ?? record
        known[record.flag] = next
    }

    /// What a controller must not do of its own accord.
    private static func wrongs(
        _ record: Record,
        _ from: Record.Spot,
        _ to: Record.Spot,
        _ feature: Feature,
        _ before: Known?
    ) -> [String] {
        var wrongs: [String] = []
        if from.isProtected, !to.isProtected || to.exposure > from.exposure {
            wrongs.append("\(record.kind) undid that it was \(from.phase)")
        }
        if to.exposure > from.exposure {
            switch record.kind {
            case "start":
                if from.phase != "scheduled" { wrongs.append("it started while it was \(from.phase)") }
            case "advance":
                if !["progressing", "holding", "awaitingApproval"].contains(from.phase) {
                    wrongs.append("it advanced while it was \(from.phase)")
                }
            case "recall":
                if before != nil { wrongs.append("a recall raised it") }
            default: wrongs.append("\(record.kind) raised it")
            }
        }
        if to.exposure < from.exposure, !["rollback", "stepBack", "recall"].contains(record.kind) {
            wrongs.append("\(record.kind) lowered it without a breach or an order")
        }
        if feature.isHealthy, ["rollback", "stepBack", "halt"].contains(record.kind) {
            wrongs.append("\(record.kind) of a healthy feature")
        }
        if record.kind == "advance" {
            if to.stage != from.stage + 1 { wrongs.append("it advanced from stage \(from.stage) to \(to.stage)") }
            if let before, before.last.attempt != record.attempt { wrongs.append("an attempt began without an order") }
            if feature.approvalStage == to.stage, before?.approved.contains(to.stage) != true {
                wrongs.append("it entered stage \(to.stage), which nobody had approved")
            }
        }
        return wrongs
    }

    /// Why a stage was left too early: by its time, or by what its source had served.
    private func unearned(_ record: Record, _ from: Record.Spot, _ feature: Feature, _ before: Known) -> String? {
        let least = feature.duration(ofStage: from.stage)
        if record.at - record.stageSince < least - 20 {
            return "\(record.kind) after \(record.at - record.stageSince) ms of \(least)"
        }
        if let entered = before.entered, !(entered.decided - 3000...entered.decided).contains(record.stageSince) {
            return "\(record.kind) counts from \(WallClock.text(record.stageSince)), but \(entered.id) entered the stage"
        }
        let served = evidence.outcomes.served(record.flag, entry: before.entry).filter { $0.at <= record.at }
        guard let last = served.last else { return "\(record.kind), and nothing was ever served for entry \(before.entry)" }
        // Its freshest reading is three intervals old at most; the rest is for a write that waited.
        let fresh = served.filter { $0.at >= record.at - 3 * feature.interval * 1000 / 60 - 15_000 }
        guard !fresh.isEmpty else {
            return "\(record.kind), and the last served for entry \(before.entry) was at \(WallClock.text(last.at))"
        }
        guard fresh.allSatisfy({ $0.rate > 0.1 }) else { return nil }
        return "\(record.kind) while all that was served showed \(last.errors) errors of \(last.exposures)"
    }
}
