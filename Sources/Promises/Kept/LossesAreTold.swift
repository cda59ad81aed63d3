import Alerts
import Rollouts
import Store

/// Promise 4, of what Redis itself loses: a process that noticed it and lives on has told channels of it, or another has that
/// saw more of what is gone.
struct LossesAreTold: Promise {
    /// An alarm in the log.
    private struct Alarm {
        var id: String
        /// The newest entry that was missed.
        var lost: Revision
        /// Whether Redis has lost it. It may come back, with an older copy that takes the place of a newer one.
        var isGone = false
    }

    /// What each process that lives has noticed.
    private var noticed: [Int: [Revision]] = [:]
    private var alarms: [Alarm] = []

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .said(let process, let line) where line.hasPrefix("error: "):
            if let lost = Self.lost(String(line.dropFirst("error: ".count))) { noticed[process, default: []].append(lost) }
        case .logged(let record):
            if case .system(.redisForgot, let text) = Notice(json: record.json), let lost = Self.lost(text) {
                alarms.append(Alarm(id: record.id, lost: lost))
            }
        case .forgot(let log, _):
            let left = Set(log)
            for index in alarms.indices { alarms[index].isGone = !left.contains(alarms[index].id) }
        case .ended(let process, _): noticed[process] = nil
        case .closed:
            for (process, losses) in noticed.sorted(by: { $0.key < $1.key }) {
                guard let untold = losses.first(where: { lost in !alarms.contains { !$0.isGone && lost <= $0.lost } }) else {
                    continue
                }
                return Violation(4, "no channel was told that Redis had lost entry \(untold.text), as node\(process) had seen")
            }
        case .said, .wrote, .given, .published, .ordered, .delivered, .began, .trouble, .healed, .leaked: break
        }
        return nil
    }

    /// The entry that a text about a loss names.
    private static func lost(_ text: String) -> Revision? {
        let start = "Redis came back without entry "
        guard text.hasPrefix(start) else { return nil }
        return Revision(String(text.dropFirst(start.count).prefix { $0 != " " }))
    }
}
