package import Evidence
import Wire

/// Why a recorded decision came out as it did: made again from its grounds, and what would have changed it. Pure.
package struct Explanation: Sendable {
    /// The decision made again; `nil` where the grounds hold no plan any more.
    package let judgement: Judgement?
    /// Whether it comes out the same, bit for bit.
    package let isSame: Bool
    /// Where it differs, as the two texts.
    package let difference: (recorded: String, replayed: String)?
    /// What would have changed it, as sentences.
    package let alternatives: [String]
    /// For each guard that counts outcomes, the interval that its rate lies in with 95 % confidence at every moment.
    package let intervals: [(guardName: String, interval: Interval)]

    /// Explains `event`; `nil` for an order or an edit, which nobody judged.
    package init?(_ event: RolloutEvent) {
        guard let json = event.grounds, let grounds = Grounds(json: json) else { return nil }
        judgement = grounds.replay()
        var recorded = event
        recorded.grounds = nil
        let replayed = judgement.flatMap { Self.event($0, grounds: grounds, at: event.at) }
        isSame = replayed.map { $0.json.text == recorded.json.text } ?? false
        difference = isSame ? nil : (recorded.json.text, replayed?.json.text ?? "no transition")
        alternatives = Self.alternatives(event, grounds)
        intervals = Self.intervals(judgement)
    }

    private static func event(_ judgement: Judgement, grounds: Grounds, at moment: Moment) -> RolloutEvent? {
        guard case .move(let transition) = judgement.decision, let plan = grounds.plan else { return nil }
        return RolloutEvent(
            transition,
            before: grounds.state,
            verdicts: judgement.verdicts,
            plan: plan,
            at: moment,
            grounds: nil
        )
    }

    // MARK: - What would have changed it

    private static func alternatives(_ event: RolloutEvent, _ grounds: Grounds) -> [String] {
        switch event.kind {
        case .rollback, .halt, .stepBack:
            guard let name = event.guardName else { return [] }
            return fewerErrors(name, event, grounds).map { [$0] } ?? []
        case .advance, .complete:
            return grounds.readings.compactMap { moreErrors($0.guardName, event, grounds) }
        case .schedule, .start, .hold, .recover, .awaitApproval, .approve, .pause, .resume, .restart, .kill, .restore,
            .planChanged, .orphan, .adopt, .remind, .recall:
            return []
        }
    }

    private static func fewerErrors(_ name: String, _ event: RolloutEvent, _ grounds: Grounds) -> String? {
        guard let counts = counts(name, grounds), counts.errors > 0 else { return nil }
        let least = leastChange(upTo: counts.errors) { fewer in
            kind(grounds, name, errors: counts.errors - fewer) != event.kind
        }
        guard let least else { return "\(name): no fewer errors in this one reading would have changed it" }
        return
            "\(name): with \(Figures.count(least)) fewer \(least == 1 ? "error" : "errors") in this reading it would not have been \(verb(event.kind))"
    }

    private static func moreErrors(_ name: String, _ event: RolloutEvent, _ grounds: Grounds) -> String? {
        guard let counts = counts(name, grounds) else { return nil }
        let least = leastChange(upTo: max(0, counts.exposures - counts.errors)) { more in
            kind(grounds, name, errors: counts.errors + more) != event.kind
        }
        guard let least else { return nil }
        return
            "\(name): with \(Figures.count(least)) more \(least == 1 ? "error" : "errors") in this reading it would not have been \(verb(event.kind))"
    }

    private static func verb(_ kind: Transition.Kind) -> String {
        switch kind {
        case .rollback: "rolled back"
        case .halt: "halted"
        case .stepBack: "stepped back"
        case .advance: "advanced"
        case .complete: "completed"
        case .schedule, .start, .hold, .recover, .awaitApproval, .approve, .pause, .resume, .restart, .kill, .restore,
            .planChanged, .orphan, .adopt, .remind, .recall:
            kind.rawValue
        }
    }

    private static func counts(_ name: String, _ grounds: Grounds) -> ArmCounts? {
        for reading in grounds.readings where reading.guardName == name {
            if case .counts(let treatment, _) = reading.outcome { return treatment }
        }
        return nil
    }

    /// What the judge would have done had the guard's reading shown so many errors.
    private static func kind(_ grounds: Grounds, _ name: String, errors: Int) -> Transition.Kind? {
        var changed = grounds
        changed.readings = grounds.readings.map { reading in
            guard reading.guardName == name, case .counts(var treatment, let control) = reading.outcome else {
                return reading
            }
            treatment.errors = errors
            var reading = reading
            reading.outcome = .counts(treatment: treatment, control: control)
            return reading
        }
        guard case .move(let transition) = changed.replay()?.decision else { return nil }
        return transition.kind
    }

    /// The least change of 1…`most` that `matters`, found by bisection: more change matters more.
    private static func leastChange(upTo most: Int, matters: (Int) -> Bool) -> Int? {
        guard most >= 1, matters(most) else { return nil }
        var (low, high) = (0, most)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if matters(middle) { high = middle } else { low = middle }
        }
        return high
    }

    private static func intervals(_ judgement: Judgement?) -> [(guardName: String, interval: Interval)] {
        (judgement?.verdicts ?? []).compactMap { verdict in
            switch verdict.rule {
            case .limit where verdict.samples > 0:
                (verdict.guardName, Interval.rate(events: verdict.failures, trials: verdict.samples))
            case .limit, .control, .value, .conversion: nil
            }
        }
    }
}
