import Glibc
import Rollouts

/// What the judge costs: processor time of one judgement with one proportion guard, readings that bring new outcomes.
enum JudgeBenchmark {
    private static let text = """
        {"flagKey":"f","stages":[{"percentage":5,"duration":"3650d"},{"percentage":100}],
         "guards":[{"name":"errors","metric":{"source":"a"},"maxErrorRate":0.02}]}
        """

    static func run() {
        guard let plan = PlanReader.read(Array(text.utf8)).plan else {
            print("judge: the benchmark's plan cannot be read")
            return
        }
        _ = judgement(plan, count: 10_000)
        for count in [10_000, 100_000, 1_000_000] {
            let figures = Figures((0..<5).map { _ in judgement(plan, count: count) })
            print(
                "judge, one proportion guard, \(count) readings: median \(Int(figures.median)) ns, "
                    + "least \(Int(figures.least)) ns a guard (limit 5,000)"
            )
        }
    }

    /// Nanoseconds a judgement, over `count` of them.
    private static func judgement(_ plan: Plan, count: Int) -> Double {
        let begin = Moment(milliseconds: 0)
        var state = RolloutState(plan: plan, digest: "d", now: begin)
        let start = Judge.judge(plan: plan, state: state, readings: [], circumstances: Circumstances(now: begin))
        if case .move(let transition) = start.decision { state = transition.state }
        let started = processorSeconds()
        for index in 1...count {
            let now = begin + .milliseconds(index)
            let counts = ArmCounts(exposures: index * 100, errors: index)
            let reading = Reading(
                guardName: "errors",
                entry: state.entry,
                asked: now,
                outcome: .counts(treatment: counts, control: nil)
            )
            state = Judge.judge(plan: plan, state: state, readings: [reading], circumstances: Circumstances(now: now)).state
        }
        return (processorSeconds() - started) / Double(count) * 1e9
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
