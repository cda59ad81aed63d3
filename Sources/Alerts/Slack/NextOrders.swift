import Rollouts

/// What an operator may order next, with the commands to copy.
struct NextOrders {
    let event: RolloutEvent
    /// So many are written out; the others are named.
    private static let shown = 3

    /// The orders that fit, those that are likely wanted first.
    private var orders: [Order] {
        let likely = likely.filter(event.orders.contains)
        return likely + event.orders.filter { !likely.contains($0) }
    }

    /// The command of the likeliest order; `nil` when none fits.
    var first: String? { isCommandable ? orders.first.map(command) : nil }

    /// A list in Slack's markup; `nil` when no order fits.
    var mrkdwn: String? {
        guard isCommandable, !orders.isEmpty else { return nil }
        var lines = ["*Next: an operator may*"]
        lines += orders.prefix(Self.shown).map { "• `\(command($0))` \(effect($0))" }
        let others = orders.dropFirst(Self.shown)
        if !others.isEmpty { lines.append("• also: " + others.map(\.rawValue).joined(separator: ", ")) }
        return lines.joined(separator: "\n")
    }

    /// A flag that no plan could name does not belong into a command that people paste into a shell.
    private var isCommandable: Bool { FlagKey.fault(in: event.flag) == nil }

    private func command(_ order: Order) -> String { "rampart \(order.rawValue) \(event.flag) --reason \"…\"" }

    private var likely: [Order] {
        switch event.kind {
        case .halt, .stepBack: [.rollback, .resume, .restart]
        case .rollback: [.restart]
        case .hold, .remind: event.to.phase == .scheduled ? [.start, .restore] : [.rollback, .advance, .pause]
        case .awaitApproval: [.approve, .rollback, .pause]
        case .orphan: [.resume, .rollback]
        case .pause: [.resume, .rollback]
        case .kill: [.restore]
        case .complete: [.rollback, .kill, .restart]
        case .schedule: [.start]
        case .recall: event.to.phase == .killed ? [.restore] : [.restart, .resume]
        case .start, .advance, .recover, .approve, .resume, .restart, .restore, .planChanged, .adopt:
            [.pause, .rollback, .kill]
        }
    }

    private func effect(_ order: Order) -> String {
        switch order {
        case .start: "enters the first stage now"
        case .pause: "stops the stage's clock"
        case .resume: event.to.phase == .halted ? "enters the stage anew" : "goes on"
        case .approve: "allows the next stage once"
        case .advance: "enters the next stage now"
        case .promote: "enters the last stage now"
        case .stepBack: "goes to the previous stage and stops there"
        case .rollback: "takes it to 0 %"
        case .restart: "begins again at the first stage"
        case .kill: "turns the flag off at once"
        case .restore: "turns the flag on as before the kill"
        }
    }
}
