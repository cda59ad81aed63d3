import Rollouts
import Testing

@testable import Simulation

/// The shortcut is none: run by run, the same users end the same way at the same reading.
@Suite struct ScreenTests {
    static let rates: [(Double, Double)] = [(0.03, 0.03), (0.05, 0.05), (0.06, 0.03), (0.1, 0.04), (0.5, 0.02), (1, 0.01)]

    @Test(arguments: [PlanTexts.short, PlanTexts.four, PlanTexts.rich], rates)
    func decidesAsTheJudgeDoesAtEachReading(text: String, rate: (exposed: Double, control: Double)) throws {
        let simulated = SimulatedPlan(try PlanTexts.read(text))
        let rates = ErrorRates(exposed: rate.exposed, control: rate.control)
        for (number, users) in [0.3, 2, 40].enumerated() {
            for isUrged in [false, true] {
                let screened = Self.run(simulated, rates, users, number, isUrged: isUrged, isScreened: true)
                let judged = Self.run(simulated, rates, users, number, isUrged: isUrged, isScreened: false)
                #expect(screened == judged, "\(users) a second, urged: \(isUrged)")
            }
        }
    }

    private static func run(
        _ simulated: SimulatedPlan,
        _ rates: ErrorRates,
        _ users: Double,
        _ number: Int,
        isUrged: Bool,
        isScreened: Bool
    ) -> Run {
        let traffic = PoissonTraffic(
            users: UserRate(perSecond: users),
            rates: rates,
            hasControl: simulated.isCompared,
            random: Xoshiro(seed: 11, stream: UInt64(number))
        )
        let manner = Course.Manner(horizon: 2 * 3_600_000, isUrged: isUrged, isScreened: isScreened)
        var course = Course(simulated, flow: Flow(.drawn(traffic), delay: simulated.plan.delay), manner: manner)
        return course.run()
    }
}
