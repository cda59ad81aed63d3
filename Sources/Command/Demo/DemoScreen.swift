import Rollouts
import Synchronization
import Wire

/// What the demo shows: one line a transition, with the share of users as a bar, and what the sink was told.
final class DemoScreen: Sendable {
    private let begin: Moment
    private let speed: Double

    init(begin: Moment, speed: Double) {
        self.begin = begin
        self.speed = speed
    }

    func introduce(plans: String) {
        Terminal.line(
            Terminal.coloured(
                "Rampart demo: three features go out to 100,000 people, an hour passes in a second.",
                .bold
            )
        )
        Terminal.line(
            """

            Every plan goes 5 → 25 → 50 → 100 %, four hours each, and allows 2 % of its users an error.
              \(pad(DemoPlans.healthy, 16)) is healthy
              \(pad(DemoPlans.harmful, 16)) fails for 12 % of its users once it reaches 25 %
              \(pad(DemoPlans.blind, 16)) has an analytics source that is down

            The plans are in \(plans). Rampart reads them, asks for outcomes over HTTP, and writes Redis.

            """
        )
        Terminal.line(Terminal.coloured("  time   flag              users", .grey))
    }

    /// Shows one transition.
    func show(_ event: RolloutEvent) {
        let line =
            "  \(clock(event.at))  \(pad(event.flag, 16))  \(bar(event.to.percentage))  \(verb(event))"
        Terminal.line(line)
        switch event.kind {
        case .advance, .rollback, .hold, .complete, .halt, .stepBack:
            Terminal.line(Terminal.coloured("                            \(event.reason)", .grey))
        case .schedule, .start, .recover, .awaitApproval, .approve, .pause, .resume, .restart, .kill, .restore,
            .planChanged, .orphan, .adopt, .remind, .recall:
            break
        }
    }

    /// Shows what Slack would have shown.
    func show(message: JSON) {
        let text = message["text"]?.string ?? ""
        // The demo says itself that it is a rehearsal.
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("Rehearsal") }
        guard let first = lines.first else { return }
        Terminal.line(Terminal.coloured("                            Slack: \(first.prefix(110))", .blue))
    }

    func conclude(harmful: DemoLedger.Counts) {
        Terminal.line(
            """

            \(Terminal.coloured("What you saw", .bold))
              \(pad(DemoPlans.healthy, 16)) passed its guard in every stage and is on for everybody.
              \(pad(DemoPlans.harmful, 16)) was taken back to 0 % within a few readings of the first errors:
              \(pad("", 16)) \(Figures.count(harmful.errors)) of \(Figures.count(harmful.exposures)) exposed users saw one.
              \(pad(DemoPlans.blind, 16)) holds at 5 %: without readings Rampart neither advances nor rolls back.

            \(Terminal.coloured("Next", .bold)): write a plan of your own (README.md), then  rampart check plans  and  rampart run --private-redis
            """
        )
    }

    private func verb(_ event: RolloutEvent) -> String {
        switch event.kind {
        case .start: Terminal.coloured("started", .green)
        case .advance: Terminal.coloured("advanced from \(event.from.percentage)", .green)
        case .complete: Terminal.coloured("completed", .green)
        case .rollback: Terminal.coloured("ROLLED BACK from \(event.from.percentage)", .red)
        case .halt: Terminal.coloured("halted", .red)
        case .stepBack: Terminal.coloured("stepped back", .red)
        case .hold: Terminal.coloured("holds", .yellow)
        case .recover: "recovered"
        case .schedule: "plan read"
        case .awaitApproval, .approve, .pause, .resume, .restart, .kill, .restore, .planChanged, .orphan, .adopt,
            .remind, .recall:
            event.kind.rawValue
        }
    }

    private func clock(_ moment: Moment) -> String {
        let minutes = Int(max(0, (moment - begin).inSeconds) * speed / 60)
        let text = "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
        return String(repeating: " ", count: max(0, 5 - text.count)) + text
    }

    private func bar(_ percentage: Percentage) -> String {
        let full = Int((percentage.fraction * 20).rounded())
        let cells = String(repeating: "█", count: full) + String(repeating: "░", count: 20 - full)
        let text = percentage.description
        return cells + String(repeating: " ", count: max(0, 6 - text.count)) + text
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
