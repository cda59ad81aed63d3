import Evidence
import Testing

/// The rules held against vectors of an independent implementation: every figure after every step.
@Suite struct GoldenTests {
    @Test(arguments: GoldenVector.limit)
    func limit(vector: GoldenVector) {
        var evidence = LimitEvidence(reserve: vector.reserve)
        var arm = Arm()
        var pValue = 1.0
        var decision = Decision(alpha: vector.alpha, beta: vector.beta)
        for (number, step) in vector.steps.enumerated() {
            guard case .reading(let row) = step else {
                evidence.enterStage()
                continue
            }
            evidence.credit(
                errors: row.count(1),
                trials: row.count(2),
                limit: vector.limit,
                safeLimit: vector.safeLimit,
                seconds: row[0],
                clustering: vector.clustering
            )
            arm.errors += row.count(1)
            arm.trials += row.count(2)
            pValue = Confidence.pValue(logValue: evidence.harm.logValue, before: pValue)
            let interval = Interval.rate(events: arm.errors, trials: arm.trials, clustering: vector.clustering)
            decision.take(harm: evidence.harm.logValue, safe: evidence.safe.logValue, errors: arm.errors)

            #expect(agrees(evidence.harm.logValue, row.numbers[3]), "harm, step \(number)")
            #expect(agrees(evidence.safe.logValue, row.numbers[4]), "safe, step \(number)")
            #expect(agrees(pValue, row.numbers[5]), "p-value, step \(number)")
            #expect(agrees(arm.rate, row.numbers[6]), "rate, step \(number)")
            #expect(agrees(interval.low, row.numbers[7]), "low, step \(number)")
            #expect(agrees(interval.high, row.numbers[8]), "high, step \(number)")
            #expect(decision.name == row.decision, "decision, step \(number)")
        }
    }

    @Test(arguments: GoldenVector.comparison)
    func comparison(vector: GoldenVector) {
        var evidence = ComparisonEvidence(reserve: vector.reserve)
        var (treatment, control) = (Arm(), Arm())
        var errors = 0
        var pValue = 1.0
        var decision = Decision(alpha: vector.alpha, beta: vector.beta)
        for (number, step) in vector.steps.enumerated() {
            guard case .reading(let row) = step else {
                evidence.enterStage()
                (treatment, control) = (Arm(), Arm())
                continue
            }
            let (exposed, compared) = (
                Arm(trials: row.count(2), errors: row.count(1)), Arm(trials: row.count(4), errors: row.count(3))
            )
            evidence.credit(
                treatment: exposed,
                control: compared,
                ratio: vector.ratio,
                safeRatio: vector.safeRatio,
                seconds: row[0],
                clustering: vector.clustering
            )
            treatment = sum(treatment, exposed)
            control = sum(control, compared)
            errors += exposed.errors
            pValue = Confidence.pValue(logValue: evidence.harm.logValue, before: pValue)
            // What is shown is what was credited: the counts of closed blocks.
            let closed = (difference(treatment, evidence.openTreatment), difference(control, evidence.openControl))
            let interval = Interval.ratio(treatment: closed.0, control: closed.1, clustering: vector.clustering)
            decision.take(harm: evidence.harm.logValue, safe: evidence.safe.logValue, errors: errors)

            #expect(agrees(evidence.harm.logValue, row.numbers[5]), "harm, step \(number)")
            #expect(agrees(evidence.safe.logValue, row.numbers[6]), "safe, step \(number)")
            #expect(agrees(pValue, row.numbers[7]), "p-value, step \(number)")
            #expect(agrees(closed.0.rateRatio(to: closed.1), row.numbers[8]), "ratio, step \(number)")
            #expect(agrees(interval.low, row.numbers[9]), "low, step \(number)")
            #expect(agrees(interval.high, row.numbers[10]), "high, step \(number)")
            #expect(decision.name == row.decision, "decision, step \(number)")
        }
    }

    @Test(arguments: GoldenVector.sampleRatio)
    func sampleRatio(vector: GoldenVector) throws {
        var evidence = SampleRatioEvidence()
        var (exposed, users) = (0, 0)
        var pValue = 1.0
        var hit = false
        for (number, step) in vector.steps.enumerated() {
            guard case .reading(let row) = step else {
                // The reference carries this evidence on from stage to stage; the rules here begin it afresh
                // (`SampleRatioEvidenceTests`). The portfolio does either.
                var portfolio = evidence.portfolio
                portfolio.enterStage()
                evidence = try #require(SampleRatioEvidence(portfolio: portfolio))
                (exposed, users) = (0, 0)
                continue
            }
            evidence.credit(
                treatment: row.count(1),
                control: row.count(2),
                share: row[3],
                seconds: row[0],
                clustering: vector.clustering
            )
            exposed += row.count(1)
            users += row.count(1) + row.count(2)
            let value = evidence.portfolio.logValue
            pValue = Confidence.pValue(logValue: value, before: pValue)
            let interval = Interval.rate(events: exposed, trials: users, clustering: vector.clustering)
            hit = hit || value >= Confidence.threshold(alpha: vector.alpha)

            #expect(agrees(value, row.numbers[4]), "value, step \(number)")
            #expect(agrees(pValue, row.numbers[5]), "p-value, step \(number)")
            #expect(agrees(Arm(trials: users, errors: exposed).rate, row.numbers[6]), "share, step \(number)")
            #expect(agrees(interval.low, row.numbers[7]), "low, step \(number)")
            #expect(agrees(interval.high, row.numbers[8]), "high, step \(number)")
            #expect((hit ? "srm" : "ok") == row.decision, "decision, step \(number)")
        }
    }

    @Test func theTablesAreWhole() {
        let tables = [GoldenVector.limit, GoldenVector.comparison, GoldenVector.sampleRatio]
        #expect(tables.map(\.count) == [14, 10, 5])
        #expect(tables.joined().map { $0.steps.count }.reduce(0, +) == 325)
    }

    private func sum(_ a: Arm, _ b: Arm) -> Arm { Arm(trials: a.trials + b.trials, errors: a.errors + b.errors) }

    private func difference(_ a: Arm, _ b: Arm) -> Arm { Arm(trials: a.trials - b.trials, errors: a.errors - b.errors) }
}

/// The reference's decision from the figures of this room; a rollback sticks.
private struct Decision {
    var alpha: Double
    var beta: Double
    var name = "watch"

    init(alpha: Double, beta: Double) {
        self.alpha = alpha
        self.beta = beta
    }

    mutating func take(harm: Double, safe: Double, errors: Int) {
        guard name != "rollback" else { return }
        if harm >= Confidence.threshold(alpha: alpha), errors >= Confidence.minimumErrors {
            name = "rollback"
        } else if safe >= Confidence.threshold(alpha: beta), harm < Confidence.threshold(alpha: 0.1) {
            name = "advance"
        } else {
            name = "watch"
        }
    }
}
