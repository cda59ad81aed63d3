package import Rollouts
import Store
import Wire

/// Takes orders straight to the store: they work with no controller running. For the command line, HTTP and Slack.
package struct OrderTaker: Sendable {
    /// A controller may write between reading and committing; so often the order is judged again on what it wrote.
    package static let tries = 10
    /// The newest entries among which a request looks for what it did.
    private static let remembered = 200

    private let store: any OrderKeeper
    private let speed: Double
    private let now: @Sendable () -> Moment

    /// A taker of orders.
    ///
    /// - Parameters:
    ///   - speed: by how much every duration of plans is divided; 1 outside rehearsals.
    ///   - now: the time that is written into what is committed.
    package init(
        store: any OrderKeeper,
        speed: Double,
        now: @escaping @Sendable () -> Moment = { SystemTimepiece.wall }
    ) {
        self.store = store
        self.speed = speed
        self.now = now
    }

    /// Carries out what `ticket` orders of `flag`: once under `mark`, where it has one.
    package func take(
        _ ticket: OrderTicket,
        for flag: String,
        mark: OrderMark? = nil
    ) async throws(OrderFault) -> OrderResult {
        let outcome: Result<OrderResult, OrderFault>
        do throws(StoreFault) {
            outcome = try await carryOut(ticket, flag, mark)
        } catch {
            throw OrderFault(error)
        }
        return try outcome.get()
    }

    private func carryOut(
        _ ticket: OrderTicket,
        _ flag: String,
        _ mark: OrderMark?
    ) async throws(StoreFault) -> Result<OrderResult, OrderFault> {
        for attempt in 0..<Self.tries {
            if ticket.order == .kill { return try await kill(ticket, flag, mark) }
            let stored = try await store.rollout(flag)
            // Looked for after the rollout was read: had an earlier try been written since, the version would not fit.
            if let mark, mark.mayBeDone || attempt > 0, let done = try await done(ticket.order, flag, mark) {
                return .success(done)
            }
            guard let stored else { return try await withoutRollout(ticket, flag, mark) }
            guard let plan = PlanReader.read(Array(stored.planText.utf8)).plan?.sped(up: speed) else {
                return .failure(
                    OrderFault(.unreadablePlan, "the plan kept in Redis for \(flag) cannot be read; commit it again")
                )
            }
            let moment = now()
            let transition: Transition
            do throws(OrderRefusal) {
                transition = try OrderDesk(plan: plan, state: stored.state, now: moment).take(ticket)
            } catch {
                return .failure(OrderFault(.refused(error.code), error.description))
            }
            let commit = Self.commit(transition, of: stored, plan, mark, at: moment)
            if case .done(let revision, let replicas) = try await store.commit(commit, by: .order, now: moment) {
                return .success(OrderResult(ticket.order, commit.event, revision: revision, replicas: replicas))
            }
        }
        return .failure(OrderFault(.contended, "\(flag) changed under the order \(Self.tries) times; order again"))
    }

    private static func commit(
        _ transition: Transition,
        of stored: StoredRollout,
        _ plan: Plan,
        _ mark: OrderMark?,
        at moment: Moment
    ) -> Commit {
        var event = RolloutEvent(transition, before: stored.state, verdicts: [], plan: plan, at: moment, grounds: nil)
        event.request = mark?.text
        var rollout = stored
        rollout.state = transition.state
        let gone = stored.state.guards.keys.filter { transition.state.guards[$0] == nil }
        return Commit(rollout: rollout, transition: transition, event: event, goneGuards: gone)
    }

    // MARK: - Without a rollout's version

    private func kill(
        _ ticket: OrderTicket,
        _ flag: String,
        _ mark: OrderMark?
    ) async throws(StoreFault) -> Result<OrderResult, OrderFault> {
        // A kill that was done, and undone by someone since, is not to be done again by a late repeat of its request.
        if let mark, mark.mayBeDone, let done = try await done(.kill, flag, mark) { return .success(done) }
        let outcome = try await store.kill(
            flag,
            actor: ticket.actor,
            reason: ticket.reason,
            request: mark?.text,
            now: now()
        )
        switch outcome {
        case .done(let revision, let replicas):
            return .success(OrderResult(.kill, flag: flag, phase: .killed, revision: revision, replicas: replicas))
        case .already: return .success(OrderResult(.kill, flag: flag, phase: .killed, revision: nil))
        case .missing: return .failure(OrderFault(.unknownFlag, "there is no flag \(flag); rampart status lists the rollouts"))
        }
    }

    /// Only a restore has something to do where no rollout drives the flag.
    private func withoutRollout(
        _ ticket: OrderTicket,
        _ flag: String,
        _ mark: OrderMark?
    ) async throws(StoreFault) -> Result<OrderResult, OrderFault> {
        let missing = OrderFault(
            .unknownFlag,
            "\(flag) has no rollout; its plan is not committed, or no controller has read it yet"
        )
        guard ticket.order == .restore else { return .failure(missing) }
        let outcome = try await store.restore(
            flag,
            actor: ticket.actor,
            reason: ticket.reason,
            request: mark?.text,
            now: now()
        )
        switch outcome {
        case .done(let revision): return .success(OrderResult(.restore, flag: flag, phase: nil, revision: revision))
        case .alive: return .failure(OrderFault(.refused(.nothingToDo), "\(flag) is not killed, so there is nothing to restore"))
        case .hasRollout: return .failure(OrderFault(.contended, "\(flag) has got a rollout meanwhile; order again"))
        case .missing: return .failure(missing)
        }
    }

    // MARK: - Requests that come again

    /// What the request of `mark` did already.
    private func done(_ order: Order, _ flag: String, _ mark: OrderMark) async throws(StoreFault) -> OrderResult? {
        let entries = try await store.history(flag, limit: Self.remembered)
        guard let entry = entries.first(where: { $0.event["request"]?.string == mark.text }) else { return nil }
        guard let event = RolloutEvent(json: entry.event) else {
            return OrderResult(order, flag: flag, phase: nil, revision: entry.id)
        }
        return OrderResult(order, event, revision: entry.id)
    }
}
