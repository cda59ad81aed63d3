import Alerts
import Rollouts
import Store

/// Promise 4: no alert is lost, each channel gets its own in order, and none twice but after a fault.
struct AlertsArrive: Promise {
    private struct Book {
        /// What it is to get and has not, oldest first.
        var owed: [Revision] = []
        /// When it got each for the first time.
        var taken: [Revision: Moment] = [:]
    }

    private let channels: [ChannelSettings]
    private var books: [String: Book] = [:]
    /// Everything that was ever logged, as text.
    private var logged: [Revision: String] = [:]
    /// Until when a fault may have repeated a message.
    private var excusedUntil = Moment(milliseconds: 0)
    private var channelExcused: [String: Moment] = [:]

    init(channels: [ChannelSettings]) {
        self.channels = channels
        for channel in channels { books[channel.name] = Book() }
    }

    /// Messages that are still to arrive.
    var owed: Int { books.values.reduce(0) { $0 + $1.owed.count } }

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .logged(let record): owe(record)
        case .forgot(let log, _):
            let left = Set(log)
            for name in books.keys { books[name]?.owed.removeAll { !left.contains($0.text) } }
            excuse(now + .seconds(60))
        case .delivered(let alert): return take(alert, now)
        case .trouble(let timed): begin(timed, now)
        case .ended: excuse(now + .seconds(60))
        case .closed:
            for (name, book) in books.sorted(by: { $0.key < $1.key }) where !book.owed.isEmpty {
                return Violation(4, "\(name) never got \(book.owed.count) alerts, the first of them \(logged[book.owed[0]] ?? "")")
            }
        case .wrote, .published, .given, .ordered, .began, .said, .leaked, .healed: break
        }
        return nil
    }

    private mutating func owe(_ record: LogRecord) {
        guard let id = Revision(record.id) else { return }
        logged[id] = record.id
        guard let notice = Notice(json: record.json) else { return }
        for channel in channels where channel.wants(notice, isDefault: true) { books[channel.name]?.owed.append(id) }
    }

    private mutating func take(_ alert: DeliveredAlert, _ now: Moment) -> Violation? {
        guard let id = Revision(alert.id), logged[id] != nil else {
            return Violation(4, "\(alert.channel) got \(alert.id), which was never logged")
        }
        var book = books[alert.channel] ?? Book()
        defer { books[alert.channel] = book }
        if !alert.isAnswered { channelExcused[alert.channel] = now + .seconds(60) }
        if let first = book.taken[id] {
            let excuse = max(excusedUntil, channelExcused[alert.channel] ?? excusedUntil)
            guard excuse < first else { return nil }
            return Violation(4, "\(alert.channel) got \(alert.id) twice, and nothing had failed")
        }
        book.taken[id] = now
        guard let place = book.owed.firstIndex(of: id) else { return nil }
        if place > 0 {
            return Violation(4, "\(alert.channel) got \(alert.id) before \(logged[book.owed[0]] ?? ""), which was logged earlier")
        }
        book.owed.removeFirst()
        return nil
    }

    // MARK: - Faults

    private mutating func excuse(_ until: Moment) { excusedUntil = max(excusedUntil, until) }

    private mutating func begin(_ timed: TimedTrouble, _ now: Moment) {
        // After it, a message that was under way may still be sent again.
        let after = Duration.seconds(90)
        switch timed.trouble {
        case .cut(_, let time), .lossy(_, let time, _, _), .slow(_, let time, _), .stalled(_, let time),
            .redisAway(let time), .redisForgets(_, let time), .redisEmptied(let time), .kill(_, _, let time),
            .stop(_, let time), .freeze(_, let time):
            excuse(now + time + after)
        case .channel(let name, let trouble, let time):
            // Nothing is taken by a channel that is down or says no.
            guard trouble == .silent else { return }
            channelExcused[name] = max(channelExcused[name] ?? now, now + time + after)
        case .scriptsFlushed, .stepClock, .source, .breakPlan, .removePlan, .editPlan, .directoryGone, .directoryEmpty, .order:
            break
        }
    }
}
