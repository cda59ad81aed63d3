package import Rollouts
package import Store
package import Wire

/// One rollout as people and programs are shown it: where it stands, how its guards do, what it waits for.
package struct RolloutView: Sendable {
    /// The rollout.
    package let stored: StoredRollout
    /// The accepted plan at its speed; `nil` where its text cannot be read.
    package let plan: Plan?
    /// How the guards stand; empty where they are not watched.
    package let verdicts: [Verdict]
    /// The orders that fit.
    package let orders: [Order]
    /// What it waits for; empty where that is nothing or cannot be told.
    let waits: [RolloutWait]

    /// The rollout `stored` at `now`.
    ///
    /// - Parameter speed: by how much every duration of plans is divided; 1 outside rehearsals.
    package init(_ stored: StoredRollout, speed: Double, now: Moment) {
        var hours = WindowHours()
        self.init(stored, speed: speed, now: now, hours: &hours)
    }

    /// All of `rollouts` by their flags' names.
    package static func all(_ rollouts: [StoredRollout], speed: Double, now: Moment) -> [RolloutView] {
        // Zones are read once for all.
        var hours = WindowHours()
        return rollouts.sorted { $0.state.flag < $1.state.flag }
            .map { RolloutView($0, speed: speed, now: now, hours: &hours) }
    }

    private init(_ stored: StoredRollout, speed: Double, now: Moment, hours: inout WindowHours) {
        self.stored = stored
        let state = stored.state
        plan = PlanRendering(defaultSource: "source", speed: speed).plan(stored.planText)
        guard let plan else {
            verdicts = []
            orders = []
            waits = []
            return
        }
        orders = OrderDesk(plan: plan, state: state, now: now).fitting
        let window = hours.state(plan.window, at: now)
        let judgement = Judge.judge(
            plan: plan,
            state: state,
            readings: [],
            circumstances: Circumstances(now: now, windowIsOpen: window.isOpen, windowChanges: window.changes)
        )
        verdicts = judgement.verdicts
        if state.phase == .scheduled, let hold = state.hold {
            // What stands in the way of a start was found out, and committed, by who sees the other rollouts.
            waits = [RolloutWait(start: hold, plan: plan, window: window, why: state.reason)]
        } else {
            waits = RolloutWait.all(judgement.decision, verdicts: verdicts)
        }
    }

    // MARK: - JSON

    /// The rollout in short.
    package var summary: JSON { .object(short) }

    /// The rollout in full.
    ///
    /// - Parameter nextCheck: when the controller looks again, where that is known.
    package func json(nextCheck: Moment? = nil) -> JSON {
        let state = stored.state
        return .object(
            short + [
                ("segments", state.position.segments.isEmpty ? nil : JSON(state.position.segments.map { JSON($0) })),
                ("pausedFor", state.pausedFor > .zero ? JSON(state.pausedFor.planText) : nil),
                ("breached", state.breached.isEmpty ? nil : JSON(state.breached.map { JSON($0) })),
                (
                    "plan",
                    .object([
                        ("file", JSON(stored.file)), ("revision", JSON(state.planRevision)),
                        ("digest", JSON(state.planDigest)), ("isReadable", JSON(plan != nil)),
                        ("description", plan?.description.map { JSON($0) }),
                        (
                            "links",
                            plan.flatMap { plan in
                                plan.links.isEmpty
                                    ? nil : .object(plan.links.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) })
                            }
                        ),
                    ])
                ),
                ("stages", plan.map { JSON($0.stages.map(Self.stage)) }),
                ("guards", plan.map { _ in JSON(conditions.map(\.json)) }),
                ("nextCheck", nextCheck.map { JSON($0.rfc3339) }),
            ]
        )
    }

    /// Each guard: its verdict where it is watched, and its last reading.
    package var conditions: [(guardName: String, json: JSON)] {
        (plan?.guards ?? []).map { ($0.name, condition($0)) }
    }

    private var short: [(String, JSON?)] {
        let state = stored.state
        return [
            ("flag", JSON(state.flag)), ("phase", JSON(state.phase.rawValue)),
            ("hold", state.hold.map { JSON($0.rawValue) }), ("percentage", state.percentage.json),
            ("stage", JSON(state.stage)), ("stageCount", plan.map { JSON($0.stages.count) }),
            ("attempt", JSON(state.attempt)), ("entry", JSON(state.entry)), ("since", JSON(state.phaseSince.rfc3339)),
            ("stageSince", JSON(state.stageSince.rfc3339)), ("stageEnds", stageEnds.map { JSON($0.rfc3339) }),
            ("orphaned", JSON(state.orphaned != .none)), ("reason", JSON(state.reason)), ("actor", JSON(state.actor)),
            ("version", JSON(state.version)), ("owner", plan?.owner.map { JSON($0) }),
            ("waitsFor", JSON(waits.map(\.json))), ("orders", JSON(orders.map { JSON($0.rawValue) })),
        ]
    }

    /// When the stage's time is up, while its clock runs.
    private var stageEnds: Moment? {
        let state = stored.state
        guard state.phase.isUnderWay, let plan, let index = plan.index(of: state.position) else { return nil }
        return state.stageSince + plan.stages[index].duration + state.pausedFor
    }

    private static func stage(_ stage: Stage) -> JSON {
        .object([
            ("percentage", stage.position.percentage.json),
            (
                "segments",
                stage.position.segments.isEmpty ? nil : JSON(stage.position.segments.map { JSON($0) })
            ),
            ("duration", JSON(stage.duration.planText)),
            ("minSamples", stage.minSamples > 0 ? JSON(stage.minSamples) : nil),
            ("approval", JSON(stage.approval)),
        ])
    }

    private func condition(_ condition: Guard) -> JSON {
        let known = stored.state.guards[condition.name]
        let verdict = verdicts.first { $0.guardName == condition.name }
        var members = verdict?.json.members?.map { ($0.name, Optional($0.value)) } ?? [("guard", JSON(condition.name))]
        members += [
            ("odds", verdict?.logEvidence.map { JSON(Figures.odds($0)) }),
            ("lastAsked", known?.lastAsked.map { JSON($0.rfc3339) }),
            ("lastReading", known?.last.map(Self.reading)),
        ]
        return .object(members)
    }

    private static func reading(_ outcome: Reading.Outcome) -> JSON {
        func arm(_ counts: ArmCounts) -> JSON {
            [
                "exposures": JSON(counts.exposures), "errors": JSON(counts.errors),
                "conversions": JSON(counts.conversions),
            ]
        }
        switch outcome {
        case .counts(let treatment, let control):
            return .object([("treatment", arm(treatment)), ("control", control.map(arm))])
        case .value, .noData, .malformed, .unreachable: return outcome.json
        }
    }
}
