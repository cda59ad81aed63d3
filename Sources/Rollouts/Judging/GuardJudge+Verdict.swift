import Evidence

extension GuardJudge {
    /// How the guard stands with what is `known` of it.
    func verdict(_ known: GuardState) -> Verdict {
        switch condition.criterion {
        case .proportion(let proportion): verdict(proportion, known)
        case .conversion(let least): verdict(conversion: least, known)
        case .value(let bounds): verdict(bounds, known)
        }
    }

    private func verdict(_ proportion: Proportion, _ known: GuardState) -> Verdict {
        let limit = proportion.limit(inStage: stage).map { verdict(limit: $0, proportion, known) }
        let control = proportion.control.map { verdict(control: $0, proportion, known) }
        guard let limit else { return control ?? blank(.notApplicable, .limit, "not watched in this stage") }
        guard let control else { return limit }
        var decisive = limit.standing.weight >= control.standing.weight ? limit : control
        decisive.isSampleRatioOff = control.isSampleRatioOff
        if control.standing == .notApplicable, decisive.standing == .passed {
            decisive.message += "; \(control.message)"
        }
        return decisive
    }

    private func verdict(limit: Proportion.Limit, _ proportion: Proportion, _ known: GuardState) -> Verdict {
        let counts = known.treatment.credited
        var verdict = blank(.undecided, .limit, GuardPhrase.errors(counts, limit: limit))
        verdict.samples = counts.exposures
        verdict.failures = counts.errors
        verdict.figure = counts.exposures > 0 ? Double(counts.errors) / Double(counts.exposures) : nil
        verdict.limit = limit.errorRate
        settle(&verdict, known, known.limit.harm, proportion)
        // Where nothing is allowed, any three errors are too many, however they hang together.
        if limit.errorRate <= 0, counts.errors >= Confidence.minimumErrors { verdict.standing = .breached }
        if verdict.standing == .breached {
            verdict.message += "; the odds that the limit is exceeded are \(Figures.odds(known.limit.harm.logValue))"
            verdict.message += GuardPhrase.controlFailsAsWell(known, limit: limit)
        } else if let waiting = waiting(known, samples: counts.exposures) {
            verdict.standing = waiting.standing
            verdict.message = waiting.message
        } else {
            pass(
                &verdict,
                harm: known.limit.harm,
                safe: known.limit.safe,
                isMet: limit.isMet(errors: counts.errors, trials: counts.exposures)
            )
        }
        return verdict
    }

    private func verdict(control rule: Proportion.Comparison, _ proportion: Proportion, _ known: GuardState) -> Verdict {
        guard isCompared else {
            return blank(.notApplicable, .control, "at \(state.percentage) there is no control to compare with")
        }
        let exposed = known.treatment.credited
        let rest = known.control.credited
        var verdict = blank(.undecided, .control, GuardPhrase.comparison(exposed, rest, rule))
        verdict.samples = exposed.exposures
        verdict.failures = exposed.errors
        verdict.figure = Arm(trials: exposed.exposures, errors: exposed.errors)
            .rateRatio(to: Arm(trials: rest.exposures, errors: rest.errors))
        verdict.limit = rule.maxRatio
        verdict.isSampleRatioOff = known.sampleRatio.portfolio.logValue >= Self.sampleRatioOff
        settle(&verdict, known, known.comparison.harm, proportion)
        if verdict.standing == .breached {
            verdict.message +=
                "; the odds that the exposed fail more are \(Figures.odds(known.comparison.harm.logValue))"
        } else if let waiting = waiting(known, samples: exposed.exposures) ?? controlMissing(known) {
            verdict.standing = waiting.standing
            verdict.message = waiting.message
        } else {
            // Multiplied out, so that a control without errors needs no division by zero.
            let failing = Double(exposed.errors) * Double(rest.exposures)
            let allowed = rule.passRatio * Double(rest.errors) * Double(exposed.exposures)
            pass(&verdict, harm: known.comparison.harm, safe: known.comparison.safe, isMet: failing <= allowed)
        }
        return verdict
    }

    private func controlMissing(_ known: GuardState) -> Trouble? {
        if known.control.credited.exposures == 0 {
            return (.samplesMissing, "no outcome of control has come, so there is nothing to compare with")
        }
        // Counts of control that stopped coming must not be compared with those that go on.
        if case .counts(_, control: nil) = known.last {
            return (.samplesMissing, "the last reading has no counts of control, so there is nothing to compare with")
        }
        return nil
    }

    /// Notes the evidence of harm, and the breach where it suffices.
    private func settle(_ verdict: inout Verdict, _ known: GuardState, _ harm: Portfolio, _ proportion: Proportion) {
        let evidence = harm.logValue
        let breachAt = Confidence.threshold(alpha: plan.alpha / Double(max(1, proportion.tests)))
        verdict.logEvidence = evidence
        verdict.breachAt = breachAt
        if evidence >= breachAt, known.attemptErrors >= Confidence.minimumErrors { verdict.standing = .breached }
    }

    /// Decides between passed and undecided for counts that can be judged.
    private func pass(_ verdict: inout Verdict, harm: Portfolio, safe: Portfolio, isMet: Bool) {
        let isPassed: Bool
        switch condition.pass {
        case .estimate: isPassed = isMet
        case .evidence: isPassed = safe.logValue >= Self.safe
        }
        let isDoubted = (verdict.logEvidence ?? 0) >= Self.doubt
        verdict.standing = isPassed && !isDoubted ? .passed : .undecided
        if isPassed, isDoubted {
            verdict.message += ", but the harm seen before is not made up for"
        } else if condition.pass == .evidence {
            verdict.message += isPassed ? ", shown with 95 % confidence" : ", not yet shown with 95 % confidence"
        }
    }

    private func verdict(conversion least: Double, _ known: GuardState) -> Verdict {
        let counts = known.treatment.credited
        var verdict = blank(.undecided, .conversion, "")
        verdict.samples = counts.exposures
        verdict.failures = max(0, counts.exposures - counts.conversions)
        verdict.limit = least
        if counts.exposures > 0 { verdict.figure = Double(counts.conversions) / Double(counts.exposures) }
        if let waiting = waiting(known, samples: counts.exposures) {
            verdict.standing = waiting.standing
            verdict.message = waiting.message
        } else {
            verdict.standing = (verdict.figure ?? 0) >= least ? .passed : .undecided
            verdict.message =
                "\(Figures.count(counts.conversions)) of \(Figures.count(counts.exposures)) converted; "
                + "at least \(Figures.percent(least)) must"
        }
        return verdict
    }

    private func verdict(_ bounds: ValueBounds, _ known: GuardState) -> Verdict {
        let tally = known.tally
        var verdict = blank(.undecided, .value, GuardPhrase.value(tally, bounds))
        verdict.samples = tally.readings
        verdict.failures = tally.failed
        verdict.figure = tally.last
        verdict.limit = bounds.violated(by: tally.last) ?? bounds.max ?? bounds.min
        let isOverTotal = bounds.failureLimit.map { tally.failed > $0 } ?? false
        let isOverRow = bounds.consecutiveFailureLimit.map { tally.failedInARow >= $0 } ?? false
        if isOverTotal || isOverRow {
            verdict.standing = .breached
        } else if let trouble = trouble(known) {
            verdict.standing = trouble.standing
            verdict.message = trouble.message
        } else if tally.readings < bounds.minReadings {
            verdict.standing = .samplesMissing
            verdict.message = "\(tally.readings) of the \(bounds.minReadings) readings that it needs"
        } else {
            verdict.standing = tally.failedInARow == 0 ? .passed : .undecided
        }
        return verdict
    }

    private func blank(_ standing: Verdict.Standing, _ rule: Verdict.Rule, _ message: String) -> Verdict {
        Verdict(
            guardName: condition.name,
            standing: standing,
            rule: rule,
            samples: 0,
            failures: 0,
            isSampleRatioOff: false,
            message: message
        )
    }
}

extension Verdict.Standing {
    /// Of two tests of one guard, the heavier standing is the guard's.
    var weight: Int {
        switch self {
        case .breached: 6
        case .noData: 5
        case .unread: 4
        case .samplesMissing: 3
        case .undecided: 2
        case .passed: 1
        case .notApplicable: 0
        }
    }
}
