import Evidence
import Testing

/// What entering a stage keeps, halves and begins afresh.
@Suite struct StageTests {
    @Test func harmIsCarriedOnAndSafetyBegunAfresh() {
        var evidence = LimitEvidence()
        evidence.credit(errors: 9, trials: 90, limit: 0.05, seconds: 10)
        let before = evidence
        evidence.enterStage()
        #expect(abs(evidence.harm.logValue - before.harm.logValue) < 1e-12)
        #expect(abs(evidence.harm.reserve - before.harm.reserve + 0.693_147_180_559_945_3) < 1e-15)
        #expect(evidence.safe == LimitEvidence().safe)
        #expect(before.safe != LimitEvidence().safe)
    }

    @Test func theOpenBlockIsDropped() {
        var evidence = ComparisonEvidence()
        evidence.credit(treatment: Arm(trials: 9, errors: 3), control: Arm(), ratio: 1, safeRatio: 1.5, seconds: 0)
        #expect(evidence.openTreatment == Arm(trials: 9, errors: 3))
        evidence.enterStage()
        #expect(evidence.openTreatment == Arm() && evidence.openControl == Arm())
        #expect(abs(evidence.harm.logValue) < 1e-12)
    }

    @Test(arguments: [(1, 18, false), (1, 19, true), (20, 0, false), (0, 20, false), (19, 1, true)])
    func aBlockClosesWithBothArmsAndTwentyOutcomes(exposed: Int, compared: Int, closes: Bool) {
        var evidence = ComparisonEvidence()
        evidence.credit(
            treatment: Arm(trials: exposed, errors: min(exposed, 1)),
            control: Arm(trials: compared),
            ratio: 1,
            safeRatio: 1,
            seconds: 0
        )
        #expect((evidence.harm != ComparisonEvidence().harm) == closes)
        #expect((evidence.openTreatment.trials + evidence.openControl.trials == 0) == closes)
    }

    @Test func anOpenBlockComesBackFromStorage() throws {
        var evidence = ComparisonEvidence()
        evidence.credit(
            treatment: Arm(trials: 40, errors: 2),
            control: Arm(trials: 60, errors: 1),
            ratio: 1,
            safeRatio: 2,
            seconds: 5
        )
        evidence.credit(
            treatment: Arm(trials: 4, errors: 2),
            control: Arm(trials: 6, errors: 1),
            ratio: 1,
            safeRatio: 2,
            seconds: 5
        )
        let stored = try #require(
            ComparisonEvidence(
                harm: evidence.harm,
                safe: evidence.safe,
                openTreatment: Arm(trials: 4, errors: 2),
                openControl: Arm(trials: 6, errors: 1)
            )
        )
        #expect(stored == evidence)
    }

    @Test func theSampleRatioBeginsAfresh() {
        var evidence = SampleRatioEvidence()
        evidence.credit(treatment: 90, control: 910, share: 0.05, seconds: 10)
        #expect(evidence.portfolio.logValue > Confidence.threshold(alpha: 0.001))
        evidence.enterStage()
        #expect(evidence == SampleRatioEvidence())
    }

    @Test(arguments: [10, 190])
    func theSampleRatioLooksToBothSides(exposed: Int) {
        var evidence = SampleRatioEvidence()
        evidence.credit(treatment: exposed, control: 1000 - exposed, share: 0.1, seconds: 10)
        #expect(evidence.portfolio.logValue > Confidence.threshold(alpha: 0.001))
    }
}
