import Control
import Rollouts
import Store
import Wire

/// Takes an order straight to Redis: it works with no controller running.
struct OrderRun: Sendable {
    let store: RolloutStore
    let speed: Double

    /// What came of it.
    struct Outcome: Sendable {
        var sentence: String
        var json: JSON
    }

    /// A controller may write between reading and committing; the order is then judged again on what it wrote.
    private static let tries = 10

    func take(_ ticket: OrderTicket, for flag: String) async throws -> Outcome {
        if ticket.order == .kill { return try await kill(flag, ticket) }
        for _ in 0..<Self.tries {
            guard let stored = try await store.rollout(flag) else {
                throw Complaint.refused(
                    "\(flag) has no rollout; its plan is not committed, or no controller has read it yet"
                )
            }
            guard let plan = PlanReader.read(Array(stored.planText.utf8)).plan?.sped(up: speed) else {
                throw Complaint.refused("the plan kept in Redis for \(flag) cannot be read; commit it again")
            }
            let now = SystemTimepiece.wall
            let transition: Transition
            do throws(OrderRefusal) {
                transition = try OrderDesk(plan: plan, state: stored.state, now: now).take(ticket)
            } catch {
                throw Complaint.refused(error.description)
            }
            let event = RolloutEvent(transition, before: stored.state, verdicts: [], plan: plan, at: now, grounds: nil)
            let gone = stored.state.guards.keys.filter { transition.state.guards[$0] == nil }
            let rollout = StoredRollout(state: transition.state, planText: stored.planText, file: stored.file, revision: stored.revision)
            let commit = Commit(rollout: rollout, transition: transition, event: event, goneGuards: gone)
            if case .done(let revision, _) = try await store.commit(commit, by: .order, now: now) {
                return outcome(event, revision)
            }
        }
        throw Complaint.refused("\(flag) changed under the order \(Self.tries) times; order again")
    }

    private func kill(_ flag: String, _ ticket: OrderTicket) async throws -> Outcome {
        switch try await store.kill(flag, actor: ticket.actor, reason: ticket.reason, now: SystemTimepiece.wall) {
        case .done(let revision, _):
            return Outcome(
                sentence: "\(flag) is off; restore brings it back",
                json: ["flag": JSON(flag), "phase": "killed", "revision": JSON(revision)]
            )
        case .already:
            return Outcome(
                sentence: "\(flag) was off already; published again",
                json: ["flag": JSON(flag), "phase": "killed"]
            )
        case .missing: throw Complaint.refused("there is no flag \(flag); rampart status lists the rollouts")
        }
    }

    private func outcome(_ event: RolloutEvent, _ revision: String) -> Outcome {
        let move = event.from.percentage == event.to.percentage ? "at" : "\(event.from.percentage) →"
        return Outcome(
            sentence: "\(event.flag) is \(event.to.phase.rawValue), \(move) \(event.to.percentage)",
            json: [
                "flag": JSON(event.flag), "phase": JSON(event.to.phase.rawValue),
                "percentage": event.to.percentage.json,
                "revision": JSON(revision),
            ]
        )
    }
}
