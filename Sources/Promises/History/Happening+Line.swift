import Readings
import Rollouts

extension Happening {
    /// One line for people: when, who, what.
    func line(after time: Duration) -> String {
        "\(Self.clock(time))  \(text)"
    }

    private var text: String {
        switch self {
        case .logged(let record): Self.text(record)
        case .wrote(let writing): "\(name(writing.process)) wrote \(writing.key)"
        case .forgot(let log, _): "redis forgot everything after \(log.last ?? "the beginning")"
        case .given(let reading):
            "\(name(reading.process)) read \(reading.question.flag) \(reading.question.entry): \(Self.text(reading.outcome))"
        case .published(let message): "evaluators hear that \(message.flag) is \(message.told?.description ?? "as it was")"
        case .ordered(let order): "operator ordered \(order.order.rawValue) of \(order.flag): \(Self.text(order.result))"
        case .delivered(let alert):
            "\(alert.channel) took \(alert.id) from \(name(alert.process))\(alert.isAnswered ? "" : " and did not say so")"
        case .began(let process, let life): "\(name(process)) begins life \(life)"
        case .ended(let process, let life): "\(name(process)) ends life \(life)"
        case .trouble(let trouble): "trouble \(trouble.number): \(trouble.trouble)"
        case .said(let process, let line): "\(name(process)) says \(line)"
        case .healed: "every trouble is over"
        case .leaked(let what): what
        case .closed: "the run is over"
        }
    }

    private func name(_ process: Int) -> String { "node\(process)" }

    private static func text(_ record: LogRecord) -> String {
        guard let event = record.event else { return "log \(record.id) by node\(record.author): \(record.kind) \(record.flag)" }
        return "log \(record.id) by node\(record.author) (\(event.actor)): \(event.kind.rawValue) \(event.flag) "
            + "\(event.from.phase.rawValue) \(event.from.percentage) → \(event.to.phase.rawValue) \(event.to.percentage), "
            + "entry \(event.entry), version \(record.after.version ?? 0): \(event.reason.prefix(100))"
    }

    private static func text(_ outcome: Reading.Outcome) -> String {
        switch outcome {
        case .counts(let treatment, let control):
            "\(treatment.errors) of \(treatment.exposures)"
                + (control.map { " against \($0.errors) of \($0.exposures)" } ?? "")
        case .value(let value): "\(value)"
        case .noData(let why): "no data, \(why)"
        case .malformed(let why): "malformed, \(why)"
        case .unreachable(let why): "unreachable, \(why)"
        }
    }

    private static func text(_ result: OrderRecord.Result) -> String {
        switch result {
        case .taken(let revision): revision.map { "taken as \($0)" } ?? "taken, with nothing to change"
        case .refused(let why): "refused, \(why.prefix(80))"
        case .unknown(let why): "unknown, \(why.prefix(80))"
        }
    }

    /// `1:02:03.456` after the start.
    static func clock(_ time: Duration) -> String {
        let all = time.milliseconds
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(all / 3_600_000):\(padded(all / 60_000 % 60, 2)):\(padded(all / 1000 % 60, 2)).\(padded(all % 1000, 3))"
    }
}
