package import Rollouts

/// Something that is done to a simulated world. Data, so that a failing run can be made shorter by leaving some out.
package enum Trouble: Sendable, Equatable {
    // Between a process and Redis.
    /// It cannot reach Redis.
    case cut(process: Int, for: Duration)
    /// Of a hundred requests so many are lost before they run, and so many answers after.
    case lossy(process: Int, for: Duration, before: Int, after: Int)
    /// Every request and every answer takes so much longer.
    case slow(process: Int, for: Duration, by: Duration)
    /// Requests run when it is over, and nobody waits for the answers any more.
    case stalled(process: Int, for: Duration)

    // Redis itself.
    /// It is away, and comes back with everything.
    case redisAway(for: Duration)
    /// It is away, and comes back without the last writes: from disk, or as another primary.
    case redisForgets(last: Duration, for: Duration)
    /// It is away, and comes back empty.
    case redisEmptied(for: Duration)
    /// It forgets the scripts that were loaded.
    case scriptsFlushed

    // Processes.
    /// `kill -9` after so many more of its jobs, started again after a while.
    case kill(process: Int, afterJobs: Int, for: Duration)
    /// SIGTERM, started again after a while.
    case stop(process: Int, for: Duration)
    /// SIGSTOP, and SIGCONT after a while.
    case freeze(process: Int, for: Duration)
    /// Its machine's wall clock is stepped; of the number after the last controller: the operators'.
    case stepClock(process: Int, by: Duration)

    // Sources, channels, plans.
    /// A flag's source answers so.
    case source(flag: String, SourceTrouble, for: Duration)
    /// A channel answers so.
    case channel(String, ChannelTrouble, for: Duration)
    /// A flag's file holds no plan for a while.
    case breakPlan(flag: String, for: Duration)
    /// A flag's file is gone for a while.
    case removePlan(flag: String, for: Duration)
    /// A flag's file is edited; `raised`: with a higher revision.
    case editPlan(flag: String, raised: Bool)
    /// The plan directory cannot be read.
    case directoryGone(for: Duration)
    /// The plan directory is empty.
    case directoryEmpty(for: Duration)

    // People.
    /// An operator's order.
    case order(flag: String, Order, force: Bool)
}

/// How a metric source fails.
package enum SourceTrouble: String, Sendable, CaseIterable {
    /// Nothing listens there.
    case unreachable
    /// It never answers; the question is given up.
    case hangs
    /// It answers half a minute late.
    case late
    /// It knows nothing.
    case noData
    /// It answers something else than promised.
    case malformed
    /// It answers a number that is none.
    case notANumber
    /// It repeats its last answer.
    case stale
    /// Its counters begin anew.
    case restarted
    /// More errors than outcomes, or fewer than none.
    case impossible
}

/// How an alert channel fails.
package enum ChannelTrouble: String, Sendable, CaseIterable {
    /// Nothing listens there.
    case down
    /// It answers 503.
    case failing
    /// It answers 429 and asks for a wait.
    case busy
    /// It takes the message and answers too late.
    case silent
    /// It takes the message after some seconds.
    case slow
}

/// A trouble, when it begins, and its number in the run's list.
package struct TimedTrouble: Sendable, Equatable {
    /// Its number in the list that the seed gives.
    package var number: Int
    /// When it begins, from the run's start.
    package var at: Duration
    /// What is done.
    package var trouble: Trouble
}
