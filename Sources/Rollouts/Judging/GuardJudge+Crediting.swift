import Evidence

extension GuardJudge {
    /// `known` with `reading` credited; one of another entry, of the future, or not newer than the last changes nothing.
    func credited(_ reading: Reading, to known: GuardState) -> GuardState {
        guard reading.entry == state.entry, reading.asked >= state.stageSince, reading.asked <= now,
            isNewer(reading, than: known)
        else { return known }
        var known = known
        let outcome = reading.outcome.whole
        known.last = outcome
        known.lastAsked = reading.asked
        switch (outcome, condition.criterion) {
        case (.counts(let treatment, let control), _) where !treatment.isPossible || control?.isPossible == false:
            known.last = .malformed("the source answered with a count below zero")
        case (.counts(let treatment, let control), .proportion(let proportion)):
            credit(treatment, control, proportion, reading.asked, &known)
        case (.counts(let treatment, _), .conversion):
            if known.treatment.credit(treatment).exposures > 0 { known.lastGrowth = reading.asked }
        case (.value(let value), .value(let bounds)):
            known.tally.add(value, failed: !bounds.contains(value))
        case (.value, _), (.counts, _):
            known.last = .malformed("the source answered with another kind of reading than this guard judges")
        case (.noData, _), (.malformed, _), (.unreachable, _):
            break
        }
        if known.last?.isUsable == true {
            known.lastUsable = reading.asked
            known.failingSince = nil
        } else {
            known.failingSince = known.failingSince ?? reading.asked
        }
        return known
    }

    /// A last reading that lies in the future was asked for by a clock that went wrong: the present one counts.
    private func isNewer(_ reading: Reading, than known: GuardState) -> Bool {
        guard let last = known.lastAsked else { return true }
        return reading.asked > last || last > now
    }

    private func credit(
        _ treatment: ArmCounts,
        _ control: ArmCounts?,
        _ proportion: Proportion,
        _ asked: Moment,
        _ known: inout GuardState
    ) {
        let new = known.treatment.credit(treatment)
        let newControl = control.map { known.control.credit($0) } ?? ArmCounts()
        let seconds = max(0, (asked - (known.creditedAt ?? state.stageSince)).inSeconds)
        known.creditedAt = asked
        known.attemptErrors.add(new.errors)
        if new.exposures > 0 {
            known.lastGrowth = asked
            known.dispersion.add(events: new.errors, trials: new.exposures)
        }
        if let limit = proportion.limit(inStage: stage) {
            known.limit.credit(
                errors: new.errors,
                trials: new.exposures,
                limit: limit.errorRate,
                seconds: seconds,
                clustering: condition.eventsPerUser
            )
        }
        guard let comparison = proportion.control, isCompared else { return }
        known.comparison.credit(
            treatment: Arm(trials: new.exposures, errors: new.errors),
            control: Arm(trials: newControl.exposures, errors: newControl.errors),
            ratio: comparison.maxRatio,
            safeRatio: comparison.passRatio,
            seconds: seconds,
            clustering: condition.eventsPerUser
        )
        if let control { creditSampleRatio(treatment, control, asked, seconds, &known) }
    }

    /// Takes what came since the last time that both arms were whole; the first time after ``settle`` only takes note.
    ///
    /// While one arm's counts stand below what was credited of it, the other would seem to have run away.
    private func creditSampleRatio(
        _ treatment: ArmCounts,
        _ control: ArmCounts,
        _ asked: Moment,
        _ seconds: Double,
        _ known: inout GuardState
    ) {
        guard asked - plan.delay - state.stageSince >= Self.settle, known.treatment.hasCredited(treatment),
            known.control.hasCredited(control)
        else { return }
        let split = GuardState.Split(
            exposed: known.treatment.credited.exposures,
            rest: known.control.credited.exposures
        )
        if let before = known.split {
            known.sampleRatio.credit(
                treatment: split.exposed - before.exposed,
                control: split.rest - before.rest,
                share: state.percentage.fraction,
                seconds: seconds,
                clustering: condition.eventsPerUser
            )
        }
        known.split = split
    }
}

extension GuardState.Tally {
    fileprivate mutating func add(_ value: Double, failed: Bool) {
        readings.add(1)
        last = value
        guard failed else {
            failedInARow = 0
            return
        }
        self.failed.add(1)
        failedInARow.add(1)
    }
}

extension Int {
    /// Adds `other`, 0 or more; what does not fit stays at the most.
    fileprivate mutating func add(_ other: Int) {
        let (sum, isOver) = addingReportingOverflow(other)
        self = isOver ? .max : sum
    }
}
