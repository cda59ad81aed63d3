package import Wire

/// One entry of the log about a rollout: what was committed, by whom, why, and on what grounds.
///
/// The same value is committed, alerted, shown and replayed.
package struct RolloutEvent: Sendable, Equatable {
    /// Where a rollout stood.
    package struct Spot: Sendable, Equatable {
        /// Its phase.
        package var phase: Phase
        /// What the flag had.
        package var percentage: Percentage
        /// Index of the stage.
        package var stage: Int

        /// The spot of `state`.
        package init(_ state: RolloutState) {
            phase = state.phase
            percentage = state.percentage
            stage = state.stage
        }
    }

    /// What was committed.
    package var kind: Transition.Kind
    /// The flag.
    package var flag: String
    /// When it was decided.
    package var at: Moment
    /// Who: `controller`, or an operator.
    package var actor: String
    /// Why.
    package var reason: String
    /// Before.
    package var from: Spot
    /// After.
    package var to: Spot
    /// Why it holds.
    package var hold: HoldReason?
    /// The attempt.
    package var attempt: Int
    /// The entry under way after it.
    package var entry: String
    /// Since when the stage before it had lasted.
    package var stageSince: Moment
    /// The guard that decided.
    package var guardName: String?
    /// What the judge made of each guard, as JSON; see ``Verdict/json``.
    package var verdicts: [JSON]
    /// Orders that fit after it.
    package var orders: [Order]
    /// The plan's digest and revision, owner, links and channels.
    package var plan: JSON
    /// What the decision was made from, for replaying it: `nil` for orders and edits.
    package var grounds: JSON?
    /// The mark of the request that ordered it, by which a request that comes again finds what it did.
    package var request: String?

    /// The event of committing `transition` to what `before` was.
    package init(
        _ transition: Transition,
        before: RolloutState,
        verdicts: [Verdict],
        plan: Plan,
        at now: Moment,
        grounds: JSON?
    ) {
        let after = transition.state
        kind = transition.kind
        flag = after.flag
        at = now
        actor = after.actor
        reason = after.reason
        from = Spot(before)
        to = Spot(after)
        hold = after.hold
        attempt = after.attempt
        entry = after.entry
        stageSince = before.stageSince
        guardName = transition.guardName
        self.verdicts = verdicts.map(\.json)
        orders = OrderDesk(plan: plan, state: after, now: now).fitting
        self.plan = .object([
            ("digest", JSON(after.planDigest)),
            ("revision", JSON(after.planRevision)),
            ("owner", plan.owner.map { JSON($0) }),
            (
                "links",
                plan.links.isEmpty
                    ? nil : .object(plan.links.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) })
            ),
            ("alerts", plan.alerts.map { JSON($0.map { JSON($0) }) }),
        ])
        self.grounds = grounds
    }

    /// Its JSON, as the log's entry holds it.
    package var json: JSON {
        .object([
            ("type", "rollout"), ("kind", JSON(kind.rawValue)), ("flag", JSON(flag)), ("at", JSON(at.rfc3339)),
            ("actor", JSON(actor)), ("reason", JSON(reason)), ("from", from.json), ("to", to.json),
            ("hold", hold.map { JSON($0.rawValue) }), ("attempt", JSON(attempt)), ("entry", JSON(entry)),
            ("stageSince", JSON(stageSince.rfc3339)), ("guard", guardName.map { JSON($0) }),
            ("verdicts", verdicts.isEmpty ? nil : JSON(verdicts)),
            ("orders", JSON(orders.map { JSON($0.rawValue) })), ("plan", plan), ("grounds", grounds),
            ("request", request.map { JSON($0) }),
        ])
    }

    /// Reads what ``json`` wrote; `nil` for another kind of entry.
    package init?(json: JSON) {
        guard json["type"]?.string == "rollout",
            let kind = json["kind"]?.string.flatMap(Transition.Kind.init(rawValue:)), let flag = json["flag"]?.string,
            let at = json["at"]?.string.flatMap(Moment.init(rfc3339:)), let actor = json["actor"]?.string,
            let reason = json["reason"]?.string, let from = json["from"].flatMap(Spot.init(json:)),
            let to = json["to"].flatMap(Spot.init(json:)), let attempt = json["attempt"]?.integer,
            let entry = json["entry"]?.string, let since = json["stageSince"]?.string.flatMap(Moment.init(rfc3339:)),
            let plan = json["plan"]
        else { return nil }
        self.kind = kind
        self.flag = flag
        self.at = at
        self.actor = actor
        self.reason = reason
        self.from = from
        self.to = to
        hold = json["hold"]?.string.flatMap(HoldReason.init(rawValue:))
        self.attempt = attempt
        self.entry = entry
        stageSince = since
        guardName = json["guard"]?.string
        verdicts = json["verdicts"]?.array ?? []
        orders = json["orders"]?.array?.compactMap { $0.string.flatMap(Order.init(rawValue:)) } ?? []
        self.plan = plan
        grounds = json["grounds"]
        request = json["request"]?.string
    }
}

extension RolloutEvent.Spot {
    var json: JSON {
        .object([("phase", JSON(phase.rawValue)), ("percentage", percentage.json), ("stage", JSON(stage))])
    }

    init?(json: JSON) {
        guard let phase = json["phase"]?.string.flatMap(Phase.init(rawValue:)),
            let percentage = json["percentage"]?.double.flatMap(Percentage.init(percent:)),
            let stage = json["stage"]?.integer
        else { return nil }
        self.phase = phase
        self.percentage = percentage
        self.stage = stage
    }
}

extension Verdict {
    /// Its JSON: guard, standing, rule, figure, limit, sample size, evidence and a sentence.
    package var json: JSON {
        .object([
            ("guard", JSON(guardName)), ("standing", JSON(standing.rawValue)), ("rule", JSON(rule.rawValue)),
            ("figure", figure.map { JSON($0) }), ("limit", limit.map { JSON($0) }), ("samples", JSON(samples)),
            ("failures", JSON(failures)), ("logEvidence", logEvidence.map { JSON($0) }),
            ("breachAt", breachAt.map { JSON($0) }), ("sampleRatioOff", isSampleRatioOff ? true : nil),
            ("message", JSON(message)),
        ])
    }
}
