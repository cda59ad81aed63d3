import Evidence
import Testing

/// The promise and its price, by seeded simulation.
@Suite struct FalseAlarmTests {
    /// 2,000 rollouts exactly at the limit, looked at after each of 40 readings: Ville's bound, with four standard errors.
    @Test(arguments: [0.01, 0.05, 0.2])
    func falseAlarmsStayBelowAlpha(alpha: Double) {
        let runs = 2000
        let threshold = Confidence.threshold(alpha: alpha)
        var random = SplitMix64(seed: 3)
        var alarms = 0
        for _ in 0..<runs {
            var evidence = LimitEvidence()
            for _ in 0..<40 {
                evidence.credit(errors: random.events(in: 25, 0.05), trials: 25, limit: 0.05, seconds: 600)
                if evidence.harm.logValue >= threshold {
                    alarms += 1
                    break
                }
            }
        }
        let share = Double(alarms) / Double(runs)
        let error = (alpha * (1 - alpha) / Double(runs)).squareRoot()
        #expect(share <= alpha + 4 * error)
        // A test that never rejects would keep the promise as well.
        #expect(alarms > 0)
    }

    /// Twice the allowed error rate, user by user: at most 1.5 times the users of a test that was told the harm.
    @Test func harmIsFoundNearlyAsFastAsIfItsSizeWereKnown() {
        let threshold = Confidence.threshold(alpha: 0.01)
        var random = SplitMix64(seed: 4)
        var users = 0
        let runs = 300
        for _ in 0..<runs {
            var evidence = LimitEvidence()
            while evidence.harm.logValue < threshold {
                evidence.credit(errors: random.happens(0.1) ? 1 : 0, trials: 1, limit: 0.05, seconds: 0.1)
                users += 1
            }
        }
        let bound = WaldBound.users(limit: 0.05, rate: 0.1, alpha: 0.01)
        let reach = Double(users) / Double(runs) / bound
        #expect(reach > 1 && reach < 1.5)
    }

    /// Five times the allowed rate after twelve hours at half of it: the reserve is what finds it.
    @Test func lateHarmIsFoundByTheReserve() {
        func usersUntilFound(reserve: Double) -> Int {
            var portfolio = Portfolio(grid: .proportion, reserve: reserve)
            for _ in 0..<4320 {
                portfolio.place(seconds: 10)
                portfolio.credit(events: 0.5, trials: 20, probability: 0.05, clustering: 1)
            }
            var users = 0
            while portfolio.logValue < Confidence.threshold(alpha: 0.01), users < 100_000 {
                portfolio.credit(events: 0.25, trials: 1, probability: 0.05, clustering: 1)
                users += 1
            }
            return users
        }
        #expect(usersUntilFound(reserve: 0.2) < 100)
        #expect(usersUntilFound(reserve: 0) > 1000)
    }

    /// Total failure at the default confidence: three users.
    @Test func totalFailureTakesThreeUsers() {
        var evidence = LimitEvidence()
        for _ in 0..<3 { evidence.credit(errors: 1, trials: 1, limit: 0.05, seconds: 1) }
        #expect(evidence.harm.logValue >= Confidence.threshold(alpha: 0.01))
    }
}
