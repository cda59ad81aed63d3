import Rollouts

/// Promise 10, its last part: a jump of the wall clock is logged. (That it neither skips a stage nor stalls one is seen by
/// the promises about stages.)
struct ClockStepsAreTold: Promise {
    private struct Step {
        var process: Int
        var until: Moment
    }

    /// How long it may take.
    let patience: Duration
    private var running: Set<Int> = []
    private var untold: [Step] = []
    /// Until when a process has other troubles.
    private var hampered: [Int: Moment] = [:]
    private var redisUntil = Moment(milliseconds: 0)

    init(patience: Duration) { self.patience = patience }

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .began(let process, _): running.insert(process)
        case .ended(let process, _):
            running.remove(process)
            untold.removeAll { $0.process == process }
        case .trouble(let timed): begin(timed, now)
        case .said(let process, let line) where line.hasPrefix("warning: the wall clock was stepped"):
            untold.removeAll { $0.process == process }
        case .said, .logged, .wrote, .published, .forgot, .given, .ordered, .delivered, .leaked, .healed, .closed: break
        }
        guard let late = untold.first(where: { $0.until < now }) else { return nil }
        return Violation(10, "node\(late.process) did not log a step of its wall clock")
    }

    private mutating func begin(_ timed: TimedTrouble, _ now: Moment) {
        switch timed.trouble {
        case .stepClock(let process, let step) where running.contains(process) && abs(step.inSeconds) > 2:
            // Two steps that cancel each other out before either is seen are none.
            if untold.contains(where: { $0.process == process }) {
                untold.removeAll { $0.process == process }
            } else {
                let free = max(now, redisUntil, hampered[process] ?? now)
                untold.append(Step(process: process, until: free + patience))
            }
        case .freeze(let process, let time), .stop(let process, let time), .cut(let process, let time),
            .slow(let process, let time, _), .lossy(let process, let time, _, _), .stalled(let process, let time):
            hampered[process] = max(hampered[process] ?? now, now + time)
            for index in untold.indices where untold[index].process == process {
                untold[index].until = max(untold[index].until, now + time + patience)
            }
        case .redisAway(let time), .redisForgets(_, let time), .redisEmptied(let time):
            redisUntil = max(redisUntil, now + time)
            for index in untold.indices { untold[index].until = max(untold[index].until, now + time + patience) }
        case .stepClock, .scriptsFlushed, .kill, .source, .channel, .breakPlan, .removePlan, .editPlan, .directoryGone,
            .directoryEmpty, .order:
            break
        }
    }
}
