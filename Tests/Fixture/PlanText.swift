package import Rollouts
package import Store

/// Plans of the tests.
package enum PlanText {
    /// 5, 25 and 100 %, an hour each, one guard on errors of at most 2 %; `more` goes to the top level.
    package static func steps(_ flag: String, revision: Int = 1, more: String = "") -> String {
        """
        {"flagKey": "\(flag)", "revision": \(revision)\(more), "interval": "5m",
         "stages": [{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "1h"},
                    {"percentage": 100, "duration": "1h"}],
         "guards": [{"name": "errors", "metric": {"source": "s"}, "maxErrorRate": 0.02}]}
        """
    }
}

/// A rollout made by the plan's own steps, ready to be committed.
package struct Draft {
    /// The plan.
    package let plan: Plan
    /// Its text.
    package let text: String
    /// The state that was committed last.
    package var state: RolloutState
    /// The log entry of that commit; empty before the first.
    package var revision = ""

    /// A rollout that is not yet in any store.
    package init(_ text: String, now: Moment = VirtualTimepiece.dawn) throws(FixtureFault) {
        let outcome = PlanReader.read(Array(text.utf8))
        guard let plan = outcome.plan else { throw FixtureFault("\(outcome.diagnostics)") }
        self.plan = plan
        self.text = text
        state = RolloutState(plan: plan, digest: PlanDigest.of(Array(text.utf8)), now: now)
    }

    /// The beginning: scheduled.
    package func schedule() -> Commit { commit(Transition(.schedule, state)) }

    /// What `order` does to the state.
    package func order(_ order: Order, reason: String = "ann said so", now: Moment = VirtualTimepiece.dawn) throws -> Commit {
        let ticket = OrderTicket(order, actor: "ann", reason: reason, force: true)
        return commit(try OrderDesk(plan: plan, state: state, now: now).take(ticket), now: now)
    }

    /// `transition` with everything that is written together.
    package func commit(_ transition: Transition, now: Moment = VirtualTimepiece.dawn) -> Commit {
        Commit(
            rollout: StoredRollout(
                state: transition.state,
                planText: text,
                file: "\(plan.flag).json",
                revision: revision
            ),
            transition: transition,
            event: RolloutEvent(transition, before: state, verdicts: [], plan: plan, at: now, grounds: nil),
            goneGuards: state.guards.keys.filter { transition.state.guards[$0] == nil }
        )
    }

    /// The rollout as the store holds it now.
    package var stored: StoredRollout {
        StoredRollout(state: state, planText: text, file: "\(plan.flag).json", revision: revision)
    }

    /// Takes over what `commit` has written as `revision` of the log.
    package mutating func wrote(_ commit: Commit, revision: String) {
        state = commit.rollout.state
        state.version += 1
        self.revision = revision
    }
}
